//! What the end-to-end tests share: a server with real models, and photographs of specimens to send to it.

mod models;

use bonafide_testkit::press::{DocumentKind, Press, Scene, SpecimenData, photograph};
use bonafide_testkit::server::{Server, ServerSettings};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::path::Path;

/// The real binary on a free port, with its data in this folder.
pub(crate) async fn server(data: &Path) -> Server {
    let settings = ServerSettings::new(env!("CARGO_BIN_EXE_bonafide"), models::folder(), data);
    Server::start(settings).await.unwrap()
}

/// Photographs of that many passports, valid today, taken by careful people.
pub(crate) fn passports(count: u64, seed: u64) -> Vec<Vec<u8>> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the server judges by its own clock; the specimens have to be valid on it"
    )]
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let press = Press::open().unwrap();
    (seed..seed + count)
        .map(|seed| {
            let holder = SpecimenData::random(seed, today);
            let specimen = press.print(DocumentKind::Passport, &holder, seed).unwrap();
            photograph(&specimen, &Scene::careful(seed), seed).jpeg
        })
        .collect()
}

/// A number from the environment.
pub(crate) fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| {
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} is to be a whole number, not '{text}'"))
    })
}
