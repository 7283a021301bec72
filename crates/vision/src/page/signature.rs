//! The signature, looked for on the page laid flat.

use super::flat::Flat;
use crate::raster::{GrayRaster, Raster};
use crate::signature::find_signature;
use bonafide_facts::PixelBox;

/// Pixels of the flat page's longer side: what [`find_signature`] looks at.
const SIDE: u32 = 1000;

/// Where the signature stands, in the upright raster: on the page laid flat where its corners are known, so that
/// writing runs level and its size is the page's, else on the picture as it is. `taken` is what is something else.
pub(crate) fn signature(
    picture: &GrayRaster,
    flat: Option<&Flat>,
    taken: &[PixelBox],
) -> Option<PixelBox> {
    let Some(flat) = flat else {
        return find_signature(picture, taken);
    };
    let page = flat.raster(picture, SIDE);
    let taken: Vec<PixelBox> = taken
        .iter()
        .map(|area| flat.area_on_raster(*area, SIDE))
        .collect();
    let found = find_signature(&page, &taken)?;
    Some(flat.corners_of(found, SIDE).bounds(picture.size()))
}
