use serde_json::{Value, json};

/// In the order in which a client meets them.
const TAGS: [(&str, &str); 12] = [
    (
        "Tokens",
        "Client credentials become a token; every other call brings it as `Authorization: Bearer`.",
    ),
    ("Dossiers", "A dossier is the folder of one person."),
    (
        "User data",
        "What a client knows about the person, to be matched with what a verification finds.",
    ),
    ("Files", "Pictures of a dossier that belong to no process."),
    (
        "Processes",
        "A process is one verification: create it, set its images, start it, ask for it until its status is final.",
    ),
    (
        "Images and results",
        "The pictures of a process, and everything that a provider left behind.",
    ),
    ("Capture", "Pages on which a person takes the pictures."),
    ("Matching", "Two sets of data about one person, compared."),
    (
        "Document types",
        "What can be verified, with the ids that processes are created with.",
    ),
    ("Pictures", "Redaction and watermarks."),
    (
        "Events",
        "What happened, and who is told of it: subscriptions are told by signed messages (Standard Webhooks).",
    ),
    ("Server", "Whether it lives, and this document."),
];

const ABOUT: &str = "Identity proofing on your own machine, in the words of the Assure API. \
Get a token, create a dossier, create a process in it, set the images, start the verification, and ask for the process \
until its status is final.\n\nJSON is read under any content type, a field may be `null` instead of absent, fields that \
nobody knows are ignored, and one trailing slash of a path is too. Answers never hold a `null`, save `organizationId` of an event. Every error is the object \
`ErrorResponse`, save those of the token endpoints, which are RFC 6749's.";

/// Title, tags, and how callers are known.
pub(super) fn frame(document: &mut Value) {
    document["info"] = json!({
        "title": "Bonafide",
        "description": ABOUT,
        "version": env!("CARGO_PKG_VERSION"),
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    });
    document["servers"] = json!([{"url": "/", "description": "This server."}]);
    document["tags"] = TAGS
        .iter()
        .map(|(name, description)| json!({"name": name, "description": description}))
        .collect();
    document["components"]["securitySchemes"] = json!({
        "bearerAuth": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The `access_token` of a token endpoint.",
        },
        "clientBasic": {
            "type": "http",
            "scheme": "basic",
            "description": "Client id and client secret.",
        },
    });
    document["security"] = json!([{"bearerAuth": []}]);
}
