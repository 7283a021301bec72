use async_trait::async_trait;
use bonafide_domain::{ImageFormat, RedactionLevel, Side};
use bonafide_providers::{
    EditFault, EditedPicture, PictureEditor, Redaction, RedactionTask, WatermarkText, watermarked,
};
use bytes::Bytes;

/// Lays real watermarks; redacts by giving the pictures back, and at the highest level by refusing.
pub(crate) struct ScriptedEditor;

#[async_trait]
impl PictureEditor for ScriptedEditor {
    async fn watermark(
        &self,
        picture: Bytes,
        text: WatermarkText,
    ) -> Result<EditedPicture, EditFault> {
        watermarked(&picture, &text)
    }

    async fn redact(&self, task: RedactionTask) -> Result<Redaction, EditFault> {
        if task.level == RedactionLevel::VeryHigh {
            return Ok(Redaction::NotDone {
                detail: "No photo was found on the images; nothing was redacted.".to_owned(),
            });
        }
        if task
            .front
            .as_ref()
            .is_some_and(|front| front.ends_with(b"broken"))
        {
            return Err(EditFault::Picture {
                side: Some(Side::Front),
                problem: "The file is damaged.".to_owned(),
            });
        }
        let edited = |picture: Bytes| EditedPicture {
            format: ImageFormat::Png,
            bytes: picture,
        };
        Ok(Redaction::Done {
            front: task.front.map(edited),
            back: task.back.map(edited),
            detail: format!(
                "{} {} {} {}",
                task.document.name(),
                task.level,
                task.fields.number,
                task.fields.photo
            ),
        })
    }
}
