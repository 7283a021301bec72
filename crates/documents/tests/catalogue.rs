//! The catalogue as clients see it.

use bonafide_documents::catalogue::{
    DocumentKind, DocumentType, Mismatch, all, by_id, expects, for_pictureid,
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
