//! The catalogue as clients see it.

use bonafide_documents::catalogue::{
    DocumentKind, DocumentType, Mismatch, all, by_id, expects, for_outside_providers, for_pictureid,
};
use bonafide_documents::countries;
use bonafide_documents::mrz::MrzFormat::{MrvA, Td1, Td2, Td3};
use std::collections::BTreeSet;

#[test]
fn no_id_is_given_twice() {
    let ids: BTreeSet<_> = all().map(|document| document.id).collect();
    assert_eq!(ids.len(), all().count());
}

#[test]
fn every_id_ever_given_still_means_the_same_document() {
    let given = include_str!("catalogue_ids.txt");
    let mut lines = 0;
    for line in given.lines() {
        let words: Vec<_> = line.splitn(4, ' ').collect();
        let [id, country, kind, sub_type] = words.as_slice() else {
            panic!("a line of four words: {line}")
        };
        let document =
            by_id(id.parse().expect("a number")).unwrap_or_else(|| panic!("{line} is gone"));
        assert_eq!(
            (document.country, document.kind.as_str(), document.sub_type),
            (*country, *kind, *sub_type)
        );
        lines += 1;
    }
    assert_eq!(
        lines,
        all().count(),
        "new types are added to catalogue_ids.txt"
    );
}

#[test]
fn ids_that_clients_of_the_assure_api_know_are_kept() {
    let known = [
        (61, "ESP", DocumentKind::IdentityCard),
        (62, "ESP", DocumentKind::IdentityCard),
        (188, "ESP", DocumentKind::IdentityCard),
        (137, "NLD", DocumentKind::Passport),
        (147, "PRT", DocumentKind::Passport),
        (189, "MEX", DocumentKind::IdentityCard),
        (191, "DEU", DocumentKind::IdentityCard),
    ];
    for (id, country, kind) in known {
        let document = by_id(id).expect("known");
        assert_eq!((document.country, document.kind), (country, kind), "{id}");
    }
    for id in [136, 222, 271] {
        assert_eq!(by_id(id).map(|document| document.country), Some("NLD"));
    }
    assert!(by_id(58).is_none());
    assert!(by_id(0).is_none());
}

#[test]
fn every_type_has_a_country_with_a_name_and_one_or_two_sides() {
    for document in for_pictureid() {
        assert_eq!(document.country.len(), 3, "{}", document.id);
        assert!(
            countries::name(document.country).is_some(),
            "{}",
            document.country
        );
        assert!(
            countries::mrz_code(document.country).is_some(),
            "{}",
            document.country
        );
        assert!(matches!(document.sides, 1 | 2), "{}", document.id);
        assert!(
            matches!(document.icao, None | Some(Td1 | Td2 | Td3)),
            "{}",
            document.id
        );
        assert_eq!(
            document.kind == DocumentKind::Passport,
            document.icao == Some(Td3),
            "{}",
            document.id
        );
    }
    assert_eq!(
        by_id(137).map(DocumentType::country_name),
        Some("Netherlands")
    );
}

#[test]
fn two_documents_of_a_country_can_be_told_apart() {
    let kinds: BTreeSet<_> = all().map(|d| (d.country, d.kind, d.sub_type)).collect();
    assert_eq!(kinds.len(), all().count());
}

#[test]
fn the_zone_of_the_document_asked_for_fits() {
    for (id, code, state, format) in [
        (137, "P", "NLD", Td3),
        (137, "PP", "NLD", Td3),
        (191, "ID", "D", Td1),
        (191, "ID", "D<<", Td1),
        (62, "ID", "ESP", Td1),
        (271, "IT", "NLD", Td1),
        (9001, "P", "UTO", Td3),
        (9002, "I<", "UTO", Td1),
        (9003, "I", "UTO", Td2),
    ] {
        assert_eq!(
            expects(by_id(id).expect("known"), code, state, format),
            Ok(()),
            "{id} {code}"
        );
    }
    let passport_of = |country| {
        all()
            .find(|d| d.country == country && d.kind == DocumentKind::Passport)
            .expect("in the catalogue")
    };
    assert_eq!(expects(passport_of("GBR"), "P", "GBD", Td3), Ok(()));
    assert_eq!(expects(passport_of("HKG"), "P", "CHN", Td3), Ok(()));
    assert_eq!(expects(passport_of("XKX"), "P", "RKS", Td3), Ok(()));
}

#[test]
fn another_documents_zone_is_refused_by_what_is_different() {
    let dutch = by_id(137).expect("known");
    assert_eq!(
        expects(dutch, "I", "NLD", Td1),
        Err(Mismatch::Format {
            expected: Some(Td3),
            found: Td1
        })
    );
    assert_eq!(
        expects(dutch, "V", "NLD", MrvA),
        Err(Mismatch::Format {
            expected: Some(Td3),
            found: MrvA
        })
    );
    assert_eq!(
        expects(dutch, "P", "BEL", Td3),
        Err(Mismatch::IssuingState { expected: "NLD" })
    );
    assert_eq!(
        expects(dutch, "P", "", Td3),
        Err(Mismatch::IssuingState { expected: "NLD" })
    );
    assert_eq!(
        expects(dutch, "", "NLD", Td3),
        Err(Mismatch::Kind {
            expected: DocumentKind::Passport
        })
    );
    let card = by_id(62).expect("known");
    assert_eq!(
        expects(card, "IR", "ESP", Td1),
        Err(Mismatch::Kind {
            expected: DocumentKind::IdentityCard
        })
    );
    let permit = by_id(271).expect("known");
    let error = expects(permit, "ID", "NLD", Td1).expect_err("an identity card");
    assert_eq!(error.to_string(), "the document is no residencePermit");
    let licence = by_id(222).expect("known");
    let error = expects(licence, "ID", "NLD", Td1).expect_err("an identity card");
    assert_eq!(
        error.to_string(),
        "the document has a machine-readable zone of format TD1, where none was asked for"
    );
}

/// The 193 members of the International Civil Aviation Organization, alpha-3: the members of the United Nations without
/// Liechtenstein, and the Cook Islands.
const MEMBERS_OF_ICAO: &str = "\
AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB BRN BTN BWA CAF CAN \
CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESP EST ETH FIN FJI FRA \
FSM GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN \
KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LKA LSO LTU LUX LVA MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ \
MRT MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG POL PRK PRT PRY QAT ROU RUS RWA SAU SDN \
SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCD TGO THA TJK TKM TLS TON TTO TUN TUR TUV TZA UGA \
UKR URY USA UZB VCT VEN VNM VUT WSM YEM ZAF ZMB ZWE";

fn countries_of(kind: DocumentKind) -> BTreeSet<&'static str> {
    all()
        .filter(|d| d.kind == kind)
        .map(|d| d.country)
        .collect()
}

#[test]
fn every_member_of_icao_has_a_passport_but_the_one_that_uses_new_zealands() {
    let members: BTreeSet<_> = MEMBERS_OF_ICAO.split(' ').collect();
    assert_eq!(members.len(), 193);
    let issuers = countries_of(DocumentKind::Passport);
    let without: Vec<_> = members.difference(&issuers).copied().collect();
    assert_eq!(without, ["COK"]);
    for special in [
        "EUE", "UNO", "UNA", "UNK", "XOM", "XPO", "VAT", "XKX", "PSE", "TWN", "HKG", "MAC", "LIE",
    ] {
        assert!(issuers.contains(special), "{special}");
    }
}

#[test]
fn europe_has_its_cards_permits_and_licences() {
    let union_and_area = "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ISL ITA LIE LTU LUX LVA MLT NLD NOR POL \
                          PRT ROU SVK SVN SWE";
    let near = "CHE ALB BIH MKD MNE SRB XKX TUR UKR MDA";
    let states = || union_and_area.split(' ').chain(near.split(' '));
    let cards = countries_of(DocumentKind::IdentityCard);
    // A passport card is what Ireland has for one.
    let without: Vec<_> = states().filter(|state| !cards.contains(state)).collect();
    assert_eq!(without, ["IRL"]);
    assert!(countries_of(DocumentKind::PassportCard).contains("IRL"));
    for kind in [DocumentKind::ResidencePermit, DocumentKind::DriversLicense] {
        let issuers = countries_of(kind);
        for state in states().chain(["GBR"]) {
            assert!(issuers.contains(state), "{kind} of {state}");
        }
    }
}

#[test]
fn providers_of_outside_are_not_asked_for_specimens() {
    assert!(for_outside_providers().all(|document| document.country != "UTO"));
    assert_eq!(for_outside_providers().count() + 3, for_pictureid().count());
}
