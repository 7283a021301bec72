//! Countries.

/// Being written.
pub fn is_mrz_code(code: &str) -> bool {
    ["D<<", "UTO"].contains(&code)
}
