/// Where sealed bytes belong. They open there and nowhere else: taken to another dossier, another column or another
/// row, they are refused.
///
/// None of it is secret. `Debug` may show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The account whose they are.
    pub account: &'a str,
    /// The dossier that they lie in; empty for what belongs to an account alone.
    pub dossier: &'a str,
    /// What they are: the name of a column, or of a kind of file.
    pub what: &'a str,
    /// Which of these: the id of the row or of the file.
    pub which: &'a str,
}

impl Place<'_> {
    /// As associated data. Each part has its length before it, so that no two places read the same.
    pub(crate) fn associated(&self, version: u8) -> Vec<u8> {
        let parts = [self.account, self.dossier, self.what, self.which];
        bind(version, &parts.map(str::as_bytes))
    }
}

pub(crate) fn bind(version: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut bound = vec![version];
    for part in parts {
        bound.extend((part.len() as u64).to_le_bytes());
        bound.extend(*part);
    }
    bound
}
