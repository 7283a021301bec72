//! What documents are called, in capitals without spaces and marks.

use crate::catalogue::DocumentKind::{
    self, DriversLicense, IdentityCard, Passport, PassportCard, ResidencePermit, Visa,
};

#[rustfmt::skip]
pub(super) const WORDS: &[(&str, DocumentKind)] = &[
    // passports
    ("PASSPORT", Passport), ("PASSEPORT", Passport), ("REISEPASS", Passport), ("PASAPORTE", Passport),
    ("PASSAPORTO", Passport), ("PASSAPORTE", Passport), ("PASPOORT", Passport), ("PASZPORT", Passport),
    ("CESTOVNIPAS", Passport), ("CESTOVNYPAS", Passport), ("UTLEVEL", Passport), ("PASAPORT", Passport),
    ("PUTOVNICA", Passport), ("POTNILIST", Passport), ("VEGABREF", Passport),
    ("ΔΙΑΒΑΤΗΡΙΟ", Passport), ("ПАСПОРТ", Passport),
    ("PASOS", Passport),
    ("PASSPORTCARD", PassportCard),
    // identity cards
    ("IDENTITYCARD", IdentityCard), ("CARTEDIDENTITE", IdentityCard), ("CARTENATIONALEDIDENTITE", IdentityCard),
    ("PERSONALAUSWEIS", IdentityCard), ("IDENTITATSKARTE", IdentityCard), ("IDENTITEITSKAART", IdentityCard),
    ("DOCUMENTONACIONALDEIDENTIDAD", IdentityCard), ("CARTADIDENTITA", IdentityCard),
    ("CARTAODECIDADAO", IdentityCard), ("DOWODOSOBISTY", IdentityCard), ("OBCANSKYPRUKAZ", IdentityCard),
    ("OBCIANSKYPREUKAZ", IdentityCard), ("SZEMELYAZONOSITOIGAZOLVANY", IdentityCard),
    ("CARTEDEIDENTITATE", IdentityCard), ("OSOBNAISKAZNICA", IdentityCard), ("OSEBNAIZKAZNICA", IdentityCard),
    ("HENKILOKORTTI", IdentityCard), ("NATIONELLTIDENTITETSKORT", IdentityCard), ("IDENTITETSKORT", IdentityCard),
    ("IDKAART", IdentityCard), ("ISIKUTUNNISTUS", IdentityCard), ("PERSONASAPLIECIBA", IdentityCard),
    ("ASMENSTAPATYBESKORTELE", IdentityCard), ("ΔΕΛΤΙΟΤΑΥΤΟΤΗΤΑΣ", IdentityCard), ("ЛИЧНАКАРТА", IdentityCard),
    ("KARTAEIDENTITETIT", IdentityCard), ("LICNAKARTA", IdentityCard),
    // driving licences
    ("DRIVINGLICENCE", DriversLicense), ("DRIVINGLICENSE", DriversLicense), ("DRIVERLICENSE", DriversLicense),
    ("DRIVERSLICENSE", DriversLicense), ("DRIVERSLICENCE", DriversLicense), ("DRIVERLICENCE", DriversLicense),
    ("PERMISDECONDUIRE", DriversLicense), ("FUHRERSCHEIN", DriversLicense), ("FUHRERAUSWEIS", DriversLicense),
    ("RIJBEWIJS", DriversLicense), ("PERMISODECONDUCCION", DriversLicense), ("PATENTEDIGUIDA", DriversLicense),
    ("CARTADECONDUCAO", DriversLicense), ("PRAWOJAZDY", DriversLicense), ("RIDICSKYPRUKAZ", DriversLicense),
    ("VODICSKYPREUKAZ", DriversLicense), ("VEZETOIENGEDELY", DriversLicense), ("PERMISDECONDUCERE", DriversLicense),
    ("VOZACKADOZVOLA", DriversLicense), ("VOZNISKODOVOLJENJE", DriversLicense), ("KOREKORT", DriversLicense),
    ("KORKORT", DriversLicense), ("FORERKORT", DriversLicense), ("AJOKORTTI", DriversLicense),
    ("JUHILUBA", DriversLicense), ("VADITAJAAPLIECIBA", DriversLicense), ("VAIRUOTOJOPAZYMEJIMAS", DriversLicense),
    ("OKUSKIRTEINI", DriversLicense), ("LICENZJATASSEWQAN", DriversLicense), ("CEADUNASTIOMANA", DriversLicense),
    ("ΑΔΕΙΑΟΔΗΓΗΣΗΣ", DriversLicense), ("СВИДЕТЕЛСТВОЗАУПРАВЛЕНИЕ", DriversLicense),
    ("ПОСВІДЧЕННЯВОДІЯ", DriversLicense), ("LEJEDREJTIMI", DriversLicense), ("SURUCUBELGESI", DriversLicense),
    // residence permits
    ("RESIDENCEPERMIT", ResidencePermit), ("TITREDESEJOUR", ResidencePermit), ("AUFENTHALTSTITEL", ResidencePermit),
    ("PERMANENTRESIDENT", ResidencePermit), ("VERBLIJFSTITEL", ResidencePermit), ("PERMISODERESIDENCIA", ResidencePermit),
    ("PERMESSODISOGGIORNO", ResidencePermit), ("TITULODERESIDENCIA", ResidencePermit), ("KARTAPOBYTU", ResidencePermit),
    ("POVOLENIKPOBYTU", ResidencePermit), ("POVOLENIENAPOBYT", ResidencePermit), ("TARTOZKODASIENGEDELY", ResidencePermit),
    ("PERMISDESEDERE", ResidencePermit), ("UPPEHALLSTILLSTAND", ResidencePermit), ("OPHOLDSTILLADELSE", ResidencePermit),
    ("OPPHOLDSTILLATELSE", ResidencePermit), ("OLESKELULUPA", ResidencePermit), ("ELAMISLUBA", ResidencePermit),
    ("UZTURESANASATLAUJA", ResidencePermit), ("LEIDIMASGYVENTI", ResidencePermit), ("DOZVOLABORAVKA", ResidencePermit),
    ("DOVOLJENJEZAPREBIVANJE", ResidencePermit), ("ΑΔΕΙΑΔΙΑΜΟΝΗΣ", ResidencePermit),
    // visas
    ("SCHENGENVISA", Visa), ("VISASCHENGEN", Visa),
];
