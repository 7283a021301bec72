use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;

/// Certificates that cannot be used as roots.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("these are no certificates in PEM: {0}")]
pub struct RootsRefused(String);

/// Certificates out of a PEM file, as roots to trust besides the public ones.
///
/// # Errors
/// [`RootsRefused`] when there is none, or one is broken.
pub fn roots(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, RootsRefused> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(RootsRefused("there is no certificate in it".to_owned())),
        Err(error) => Err(RootsRefused(error.to_string())),
    }
}

/// Trusts the public roots and these.
pub(crate) fn client(
    more: Vec<CertificateDer<'static>>,
) -> Result<Arc<ClientConfig>, RootsRefused> {
    let mut store = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    for certificate in more {
        store
            .add(certificate)
            .map_err(|error| RootsRefused(error.to_string()))?;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| RootsRefused(error.to_string()))?
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
