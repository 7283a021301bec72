use ipnet::IpNet;

/// What may be called, as the operator has set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Ports that may be called.
    pub ports: Vec<u16>,
    /// Networks of the operator's own that may be called although they are not public.
    pub networks: Vec<IpNet>,
    /// Whether this very machine may be called.
    pub loopback: Loopback,
}

/// Whether this very machine may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loopback {
    /// No. What a server in use has.
    Refused,
    /// Yes, on every port and without TLS: for developing against the server on one's own machine.
    Development,
}

impl Default for Policy {
    /// Public addresses on 443 and 8443.
    fn default() -> Self {
        Self {
            ports: vec![443, 8443],
            networks: Vec::new(),
            loopback: Loopback::Refused,
        }
    }
}
