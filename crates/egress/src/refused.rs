/// Why an address is not called. The sentences are for whoever set the address: they name what is wrong with it and
/// never what lies behind it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Longer than any address needs to be.
    #[error("the URL is longer than {0} characters")]
    TooLong(usize),
    /// What parsers read in different ways: blanks, control characters, back-slashes.
    #[error(
        "the URL holds a character that has no place in one (a blank, a control character, a back-slash)"
    )]
    Character,
    /// Not a URL.
    #[error("this is not an absolute URL such as https://example.com/path")]
    NotAUrl,
    /// Neither https nor, where that is allowed, http to this machine.
    #[error("the URL has to begin with https://")]
    Scheme,
    /// `user:password@`.
    #[error("the URL holds a user name or a password")]
    UserInfo,
    /// A port that is not among those allowed.
    #[error("port {0} is not among the ports that may be called")]
    Port(u16),
    /// A name that means something else in each network.
    #[error("the host is not a public name")]
    Name,
    /// The account's own list of hosts does not have it.
    #[error("the host is not on the list of hosts that this account may be told at")]
    NotListed,
    /// An address that is not of the public internet.
    #[error("the host has an address that is not public ({0})")]
    Address(&'static str),
}
