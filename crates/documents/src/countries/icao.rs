//! The codes of 9303-3, section 5, that ISO 3166-1 does not have: German nationals' and British ones, those of
//! organisations, of persons without a nationality, and of specimens.

use super::IcaoCode;

const fn code(code: &'static str, name: &'static str, country: Option<&'static str>) -> IcaoCode {
    IcaoCode {
        code,
        name,
        country,
    }
}

#[rustfmt::skip]
pub(super) const CODES: [IcaoCode; 29] = [
    code("D", "Germany", Some("DEU")),
    code("EUE", "European Union", None),
    code("GBD", "British Overseas Territories Citizen", Some("GBR")),
    code("GBN", "British National (Overseas)", Some("GBR")),
    code("GBO", "British Overseas Citizen", Some("GBR")),
    code("GBP", "British Protected Person", Some("GBR")),
    code("GBS", "British Subject", Some("GBR")),
    code("RKS", "Kosovo", Some("XKX")),
    code("UNA", "Specialised agency of the United Nations", None),
    code("UNK", "United Nations Interim Administration Mission in Kosovo", None),
    code("UNO", "United Nations", None),
    code("UTO", "Utopia", None),
    code("XBA", "African Development Bank", None),
    code("XCC", "Caribbean Community", None),
    code("XCE", "Council of Europe", None),
    code("XCO", "Common Market for Eastern and Southern Africa", None),
    code("XDC", "Southern African Development Community", None),
    code("XEC", "Economic Community of West African States", None),
    code("XES", "Organization of Eastern Caribbean States", None),
    code("XIM", "African Export-Import Bank", None),
    code("XMP", "Parliamentary Assembly of the Mediterranean", None),
    code("XOM", "Sovereign Military Order of Malta", None),
    code("XPO", "International Criminal Police Organization", None),
    code("INP", "International Criminal Police Organization", None),
    code("XXA", "Stateless person", None),
    code("XXB", "Refugee", None),
    code("XXC", "Refugee, other", None),
    code("XXX", "Unspecified nationality", None),
    code("XKX", "Kosovo", Some("XKX")),
];
