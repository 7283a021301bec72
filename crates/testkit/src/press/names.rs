//! Names for invented people. Common names of many languages, combined at random.

/// Names that are found together.
pub(crate) struct People {
    pub(crate) surnames: &'static [&'static str],
    pub(crate) women: &'static [&'static str],
    pub(crate) men: &'static [&'static str],
}

#[rustfmt::skip]
pub(crate) const PEOPLES: &[People] = &[
    People { // Nordic
        surnames: &["Eriksson", "Åkerström", "Sjöberg", "Lindqvist", "Sørensen", "Ødegård", "Bjørnstad", "Mäkinen", "Hämäläinen", "Guðmundsdóttir", "Þórsson", "Nygaard"],
        women: &["Anna", "Maria", "Åsa", "Linnéa", "Sigrún", "Kirsten", "Päivi", "Ingrid", "Solveig", "Märta"],
        men: &["Björn", "Jörgen", "Søren", "Håkon", "Lars", "Väinö", "Mikael", "Þorsteinn", "Gustav", "Åke"],
    },
    People { // German, Dutch
        surnames: &["Müller", "Schröder", "Großmann", "Böttcher", "Kaiser", "von der Heide", "van den Berg", "Jäger", "Weiß", "de Vries", "Hoffmann-Külz"],
        women: &["Käthe", "Jürgena", "Sophie", "Hannelore", "Mieke", "Annelies", "Frederike", "Marlène", "Ursula"],
        men: &["Jürgen", "Günther", "Joost", "Maximilian", "Ulrich", "Diederik", "Sören", "Matthäus", "Karl"],
    },
    People { // French, Walloon
        surnames: &["Lefèvre", "Beauséjour", "Noël", "Garçon", "d'Aubigné", "L'Hôpital", "Dubois", "Fournier", "Crèvecœur", "Saint-Exupère"],
        women: &["Hélène", "Françoise", "Zoé", "Maëlle", "Agnès", "Marie-Thérèse", "Noémie", "Capucine"],
        men: &["François", "Jérôme", "Loïc", "Étienne", "Jean-Baptiste", "Théo", "Benoît", "Armand"],
    },
    People { // Polish, Czech, Slovak
        surnames: &["Łukaszewicz", "Wiśniewska", "Żółkiewski", "Dąbrowski", "Dvořák", "Růžička", "Šťastný", "Kovářová", "Ďurica", "Brzęczyszczykiewicz"],
        women: &["Małgorzata", "Zofia", "Bożena", "Jiřina", "Ľubica", "Kateřina", "Agnieszka", "Věra"],
        men: &["Stanisław", "Łukasz", "Wojciech", "Jiří", "Ondřej", "Matěj", "Grzegorz", "Zdeněk"],
    },
    People { // Spanish, Portuguese
        surnames: &["Muñoz", "Ibáñez Ortega", "de la Peña", "Gonçalves", "Magalhães", "Fernández", "Araújo", "Núñez", "Castro", "Simões"],
        women: &["Begoña", "Inés", "María del Carmen", "Conceição", "Lúcia", "Pilar", "Graça", "Rocío"],
        men: &["Íñigo", "José María", "João", "Ramón", "Sebastião", "Óscar", "Andrés", "Vicente"],
    },
    People { // Hungarian, Romanian, Turkish
        surnames: &["Szőke", "Kőszegi", "Vörös", "Ștefănescu", "Țurcanu", "Yıldırım", "Öztürk", "Şahin", "Çelik", "Nagy"],
        women: &["Erzsébet", "Ágnes", "Ioana", "Gülşen", "Ayşe", "Zsófia", "Măriuca", "Özlem"],
        men: &["Győző", "Ákos", "Ștefan", "İbrahim", "Oğuz", "László", "Doğan", "Mihăiță"],
    },
    People { // South Slavic, Baltic
        surnames: &["Đorđević", "Živković", "Čosić", "Bērziņš", "Kalniņa", "Šimkutė", "Žukauskas", "Kovačević", "Põldmäe", "Jõgi"],
        women: &["Željka", "Anđela", "Jūratė", "Ilze", "Ülle", "Snežana", "Daiva", "Līga"],
        men: &["Đuro", "Žarko", "Jānis", "Kęstutis", "Õnne", "Vladimir", "Ģirts", "Saša"],
    },
    People { // British, Irish
        surnames: &["O'Connor", "Smith-Williams", "McAllister", "Featherstonehaugh", "Ní Bhraonáin", "Brown", "Okonkwo", "Fitzgerald"],
        women: &["Charlotte", "Siobhán", "Olivia", "Wilhelmina", "Gwendolyn", "Chidinma", "Aoife"],
        men: &["Oliver", "Seán", "Christopher", "Bartholomew", "Tadhg", "Emeka", "Alexander"],
    },
    People { // South and East Asian, Arabic, in Latin letters
        surnames: &["Nguyen", "Venkataraghavan", "Al Mansouri", "Tanaka", "Li", "Rahman", "Ramanathan", "Kim", "Bin Abdullah"],
        women: &["Mei", "Lakshmi", "Fatima Zahra", "Yuki", "Thi Ngoc Anh", "Priyanka", "Soo-Jin"],
        men: &["Wei", "Balasubramanian", "Mohammed", "Hiroshi", "Van Duc", "Arjun", "Min-Jun"],
    },
];

#[rustfmt::skip]
pub(crate) const PLACES: &[&str] = &[
    "Zenith", "Amaurot", "Port Nadir", "Île-aux-Cerfs", "Sankt Örtl", "New Ithaca", "Łąkowo", "Vila Esperança",
    "Brightwater", "Älvkarleö", "Cape Solstice", "Montclair-sur-Aube", "Ostvik", "Aircastle",
];

#[rustfmt::skip]
pub(crate) const AUTHORITIES: &[&str] = &[
    "Passport Office", "Ministry of the Interior", "Home Office Zenith", "Prefecture Amaurot", "Civil Registry 04",
];
