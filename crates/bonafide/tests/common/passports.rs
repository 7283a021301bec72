use bonafide_testkit::press::{DocumentKind, Press, Scene, SpecimenData, photograph};
use jiff::Timestamp;
use jiff::tz::TimeZone;

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
