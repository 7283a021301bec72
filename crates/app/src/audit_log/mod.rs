//! The audit log as an operator sees it: whether anybody changed it, its signed heads, and what it says.

mod heads;
mod key;
mod look;
mod verify;

pub(crate) use heads::is_signed;
pub use heads::{ExportedHead, SignHeads, UnreadableHead, audit_heads, sign_audit_heads};
pub(crate) use key::AuditKey;
pub use key::AuditPublicKey;
pub use look::{AuditPage, audit_owners, audit_public_key, list_audit, show_audit};
pub use verify::{AuditReport, VerifyAudit, verify_audit};
