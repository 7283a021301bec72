/// The hosts that an account may be told at: names, or `*.example.com` for every name below one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostList(Option<Vec<String>>);

/// An entry that is no host name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a host name such as hooks.example.com or *.example.com")]
pub struct HostListRefused(String);

impl HostList {
    /// Any public host.
    pub const ANY: Self = Self(None);

    /// These alone.
    ///
    /// # Errors
    /// [`HostListRefused`] names the entry that is no host name.
    pub fn only(entries: impl IntoIterator<Item = String>) -> Result<Self, HostListRefused> {
        let hosts = entries
            .into_iter()
            .map(|entry| {
                checked(&entry).ok_or_else(|| HostListRefused(entry.chars().take(64).collect()))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self(Some(hosts)))
    }

    /// True when the list has this host. `host` is in lower case, as a parsed URL gives it.
    #[must_use]
    pub fn has(&self, host: &str) -> bool {
        let Some(entries) = &self.0 else { return true };
        entries.iter().any(|entry| match entry.strip_prefix("*.") {
            Some(parent) => host
                .strip_suffix(parent)
                .is_some_and(|left| left.len() > 1 && left.ends_with('.')),
            None => entry == host,
        })
    }
}

fn checked(entry: &str) -> Option<String> {
    let name = entry.strip_prefix("*.").unwrap_or(entry);
    match url::Host::parse(name).ok()? {
        url::Host::Domain(host) if !host.ends_with('.') => Some(if name.len() < entry.len() {
            format!("*.{host}")
        } else {
            host
        }),
        url::Host::Ipv4(address) if name.len() == entry.len() => Some(address.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_names_below_and_not_for_the_name_or_its_look_alikes() {
        let list = HostList::only(["*.example.com".to_owned(), "one.org".to_owned()]).unwrap();
        assert!(list.has("a.example.com") && list.has("a.b.example.com") && list.has("one.org"));
        for other in [
            "example.com",
            "evilexample.com",
            "a.example.com.evil.org",
            ".example.com",
            "two.one.org",
        ] {
            assert!(!list.has(other), "{other}");
        }
    }

    #[test]
    fn an_entry_that_is_no_name_is_refused_by_name() {
        let refused = HostList::only(["https://a.com".to_owned()]).unwrap_err();
        assert!(refused.to_string().contains("https://a.com"));
    }
}
