//! Countries and the issuing States, organisations and nationalities of machine-readable zones: ISO 3166-1 and
//! ICAO 9303-3, section 5.

mod icao;
mod iso;

/// A country of ISO 3166-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country {
    /// Three letters: `NLD`.
    pub alpha3: &'static str,
    /// Two letters: `NL`.
    pub alpha2: &'static str,
    /// English short name: `Netherlands`.
    pub name: &'static str,
}

/// A code of 9303-3, section 5, that ISO 3166-1 does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct IcaoCode {
    /// One to three letters: `D`, `UTO`, `XXA`.
    pub code: &'static str,
    /// What it stands for, in English.
    pub name: &'static str,
    /// The alpha-3 of the country whose document it is, where it is a country's.
    pub country: Option<&'static str>,
}

/// Every country, by alpha-3.
pub fn all() -> impl Iterator<Item = &'static Country> {
    iso::COUNTRIES.iter()
}

/// The country with this alpha-3, in capitals.
#[must_use]
pub fn by_alpha3(alpha3: &str) -> Option<&'static Country> {
    iso::COUNTRIES
        .binary_search_by(|country| country.alpha3.cmp(alpha3))
        .ok()
        .and_then(|at| iso::COUNTRIES.get(at))
}

/// The country with this alpha-2, in capitals.
#[must_use]
pub fn by_alpha2(alpha2: &str) -> Option<&'static Country> {
    all().find(|country| country.alpha2 == alpha2)
}

/// The ICAO code of this spelling, without fillers.
#[must_use]
pub fn icao_code(code: &str) -> Option<&'static IcaoCode> {
    icao::CODES.iter().find(|known| known.code == code)
}

/// The alpha-3 of an issuing State or nationality as a machine-readable zone prints it, fillers or none: `D<<` is
/// `DEU`, `GBN` is `GBR`, `UTO` and the codes of organisations and of the stateless are themselves.
///
/// `None` for a code that neither ISO 3166-1 nor ICAO has.
#[must_use]
pub fn issuing_state_to_alpha3(code: &str) -> Option<&'static str> {
    let code = code.trim_end_matches('<');
    by_alpha3(code)
        .map(|country| country.alpha3)
        .or_else(|| icao_code(code).map(|icao| icao.country.unwrap_or(icao.code)))
}

/// What a code of a machine-readable zone, or an alpha-3, stands for, in English.
#[must_use]
pub fn name(code: &str) -> Option<&'static str> {
    let code = code.trim_end_matches('<');
    by_alpha3(code)
        .map(|country| country.name)
        .or_else(|| icao_code(code).map(|icao| icao.name))
}

/// How a machine-readable zone prints the State with this alpha-3, without fillers: `D` for Germany, `RKS` for Kosovo.
#[must_use]
pub fn mrz_code(alpha3: &str) -> Option<&'static str> {
    match alpha3 {
        "DEU" => Some("D"),
        "XKX" => Some("RKS"),
        _ => by_alpha3(alpha3)
            .map(|country| country.alpha3)
            .or_else(|| icao_code(alpha3).map(|icao| icao.code)),
    }
}

/// True for three columns that hold a code which a machine-readable zone may have as issuing State or nationality.
#[must_use]
pub fn is_mrz_code(columns: &str) -> bool {
    columns.len() == 3 && issuing_state_to_alpha3(columns).is_some()
}

/// Both spellings of a country to alpha-3: `NL` and `NLD` are `NLD`, in any case of letters.
#[must_use]
pub fn to_alpha3(code: &str) -> Option<&'static str> {
    let code = code.to_ascii_uppercase();
    by_alpha2(&code)
        .map(|country| country.alpha3)
        .or_else(|| issuing_state_to_alpha3(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_no_code_repeats() {
        assert!(iso::COUNTRIES.is_sorted_by(|a, b| a.alpha3 < b.alpha3));
        for (index, country) in all().enumerate() {
            assert_eq!(
                (country.alpha3.len(), country.alpha2.len()),
                (3, 2),
                "{}",
                country.name
            );
            assert!(
                !all()
                    .skip(index + 1)
                    .any(|other| other.alpha2 == country.alpha2 || other.name == country.name)
            );
            assert!(icao_code(country.alpha3).is_none(), "{}", country.alpha3);
        }
        assert_eq!(iso::COUNTRIES.len(), 249);
    }

    #[test]
    fn codes_of_machine_readable_zones_become_alpha_3() {
        assert_eq!(issuing_state_to_alpha3("D<<"), Some("DEU"));
        assert_eq!(issuing_state_to_alpha3("D"), Some("DEU"));
        assert_eq!(issuing_state_to_alpha3("GBN"), Some("GBR"));
        assert_eq!(issuing_state_to_alpha3("UTO"), Some("UTO"));
        assert_eq!(issuing_state_to_alpha3("XXA"), Some("XXA"));
        assert_eq!(issuing_state_to_alpha3("RKS"), Some("XKX"));
        assert_eq!(issuing_state_to_alpha3("QQQ"), None);
        assert_eq!(issuing_state_to_alpha3("<<<"), None);
        assert_eq!(mrz_code("DEU"), Some("D"));
    }

    #[test]
    fn a_country_is_found_by_either_code() {
        assert_eq!(
            by_alpha3("NLD").map(|country| country.name),
            Some("Netherlands")
        );
        assert_eq!(by_alpha2("CZ").map(|country| country.alpha3), Some("CZE"));
        assert_eq!(to_alpha3("nl"), Some("NLD"));
        assert_eq!(to_alpha3("prt"), Some("PRT"));
        assert_eq!(name("D<<"), Some("Germany"));
        assert_eq!(name("UTO"), Some("Utopia"));
    }
}
