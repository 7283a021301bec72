//! HTTP: tokens, the Assure routes, errors. One file per resource.
