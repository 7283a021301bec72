use anyhow::{Context, Result};
use bonafide_testkit::press::{DocumentKind, Portrait, Press, Scene, SpecimenData, photograph};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;
use std::path::Path;

/// The photograph, as JPEG, of a passport of Utopia that is good for years to come.
pub(super) fn photographed(models: &Path, seed: u64, today: Date) -> Result<Vec<u8>> {
    let portrait = Portrait::open(&models.join("fetched/specimen-portrait.png"))?;
    let press = Press::open()?.with_portrait(portrait);
    let issued = today.checked_sub(2.years())?;
    let data = SpecimenData::random(seed, today).valid(issued, today.checked_add(8.years())?);
    let specimen = press.print(DocumentKind::Passport, &data, seed)?;
    Ok(photograph(&specimen, &Scene::careful(seed), seed).jpeg)
}

/// The id of Utopia's passport, as a client would choose it from the list.
pub(super) fn document_id(types: &Value) -> Result<i64> {
    types
        .as_array()
        .into_iter()
        .flatten()
        .find(|kind| kind["country"] == "UTO" && kind["type"] == "passport")
        .and_then(|kind| kind["id"].as_i64())
        .context("the server lists no passport of Utopia")
}
