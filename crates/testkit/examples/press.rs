//! Prints specimen documents and photographs them, from the command line.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command tells what it wrote"
)]

use anyhow::{Context, bail};
use bonafide_testkit::press::{
    DocumentKind, Effect, Forgery, Portrait, Press, RgbPicture, Scene, Sex, SpecimenData, Truth,
    outlined, photograph,
    recapture::{Medium, recapture},
};
use clap::{Parser, ValueEnum};
use jiff::civil::Date;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Prints specimen identity documents of Utopia and photographs them as a phone does.
///
/// Everything comes from the seed: the same command writes the same bytes.
#[derive(Parser)]
#[command(name = "press", version)]
struct Arguments {
    /// Which side of which document
    #[arg(long, value_enum, default_value = "td3")]
    kind: Kind,
    /// Chooses holder, colours, guilloche, signature and the photograph's circumstances
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How it is photographed
    #[arg(long, value_enum, default_value = "careful")]
    scene: SceneName,
    /// One circumstance made worse, from 0 to 1, as in glare=0.6; may be repeated
    #[arg(long, value_name = "EFFECT=LEVEL", value_parser = effect)]
    effect: Vec<(Effect, f32)>,
    /// Photograph a black-and-white copy
    #[arg(long)]
    grey_copy: bool,
    /// Forge it, as in birth-digit: on the paper before it is photographed, or in the file after
    #[arg(long, value_name = "KIND", value_parser = forgery)]
    forge: Option<Forgery>,
    /// Photograph it from another medium: a screen, a print, a copy
    #[arg(long, value_name = "MEDIUM", value_parser = medium, conflicts_with_all = ["grey_copy", "forge"])]
    medium: Option<Medium>,
    /// The picture to write (.jpg as a phone would, .png without compression)
    #[arg(long, value_name = "FILE", conflicts_with = "dir")]
    out: Option<PathBuf>,
    /// Where to write what stands on it, as JSON
    #[arg(long, value_name = "FILE", conflicts_with = "dir")]
    truth: Option<PathBuf>,
    /// Draw the outlines of portrait, MRZ and fields on the picture
    #[arg(long)]
    outlines: bool,
    /// How many documents to print, with seeds counted up
    #[arg(long, default_value_t = 1, requires = "dir")]
    count: u64,
    /// Folder for many documents, each with its truth beside it
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// A picture of the holder instead of the usual one
    #[arg(long, value_name = "FILE")]
    portrait: Option<PathBuf>,
    /// The day on which the document is to be valid [default: today]
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    #[command(flatten)]
    holder: Holder,
}

/// What is not given comes from the seed.
#[derive(clap::Args)]
#[command(next_help_heading = "Holder")]
struct Holder {
    /// Surname
    #[arg(long)]
    surname: Option<String>,
    /// Given names, separated by spaces
    #[arg(long)]
    given_names: Option<String>,
    /// Document number, up to 9 letters and digits
    #[arg(long)]
    number: Option<String>,
    /// Code of the issuing state
    #[arg(long)]
    state: Option<String>,
    /// Code of the nationality
    #[arg(long)]
    nationality: Option<String>,
    /// Date of birth, as in 1990-05-31
    #[arg(long, value_name = "DATE")]
    birth: Option<Date>,
    /// Sex
    #[arg(long, value_enum)]
    sex: Option<SexName>,
    /// Date of issue
    #[arg(long, value_name = "DATE")]
    issue: Option<Date>,
    /// Date of expiry
    #[arg(long, value_name = "DATE")]
    expiry: Option<Date>,
    /// Personal number; empty for none
    #[arg(long)]
    personal_number: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// A passport's data page
    Td3,
    /// The front of an identity card
    Td1Front,
    /// Its back, with the MRZ
    Td1Back,
    /// A larger identity card
    Td2,
}

#[derive(Clone, Copy, ValueEnum)]
enum SceneName {
    /// A careful person with a modern phone
    Careful,
    /// Askew, unsharp, in bad light
    Sloppy,
    /// A flat-bed scanner
    Flat,
    /// Not photographed: the sheet as it leaves the press
    Sheet,
}

#[derive(Clone, Copy, ValueEnum)]
enum SexName {
    F,
    M,
    X,
}

fn forgery(text: &str) -> Result<Forgery, String> {
    let names = || Forgery::ALL.map(Forgery::name).join(", ");
    let found = Forgery::ALL.into_iter().find(|kind| kind.name() == text);
    found.ok_or_else(|| format!("no forgery is called {text}; there are {}", names()))
}

fn effect(text: &str) -> Result<(Effect, f32), String> {
    let names = || Effect::ALL.map(Effect::name).join(", ");
    let (name, level) = text
        .split_once('=')
        .ok_or("write EFFECT=LEVEL, as in glare=0.6")?;
    let effect = Effect::ALL.into_iter().find(|effect| effect.name() == name);
    let effect =
        effect.ok_or_else(|| format!("no effect is called {name}; there are {}", names()))?;
    let level: f32 = level
        .parse()
        .map_err(|_| format!("{level} is not a number from 0 to 1"))?;
    if (0.0..=1.0).contains(&level) {
        Ok((effect, level))
    } else {
        Err(format!("{level} is not from 0 to 1"))
    }
}

fn medium(text: &str) -> Result<Medium, String> {
    let names = || Medium::ALL.map(Medium::name).join(", ");
    Medium::ALL
        .into_iter()
        .find(|medium| medium.name() == text)
        .ok_or_else(|| format!("no medium is called {text}; there are {}", names()))
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("press: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut press = Press::open()?;
    if let Some(path) = &arguments.portrait {
        press = press.with_portrait(Portrait::open(path)?);
    }
    if let Some(dir) = &arguments.dir {
        std::fs::create_dir_all(dir)
            .with_context(|| format!("can't make the folder {}", dir.display()))?;
        for seed in arguments.seed..arguments.seed.saturating_add(arguments.count) {
            let kind = arguments
                .kind
                .to_possible_value()
                .context("every kind has a name")?;
            let stem = format!("{}-{seed:04}", kind.get_name());
            let picture = dir.join(format!("{stem}.jpg"));
            one(
                &press,
                arguments,
                seed,
                &picture,
                Some(&dir.join(format!("{stem}.json"))),
            )?;
        }
    } else {
        let picture = arguments
            .out
            .clone()
            .unwrap_or_else(|| PathBuf::from("specimen.jpg"));
        one(
            &press,
            arguments,
            arguments.seed,
            &picture,
            arguments.truth.as_deref(),
        )?;
    }
    Ok(())
}

fn one(
    press: &Press,
    arguments: &Arguments,
    seed: u64,
    path: &Path,
    truth_path: Option<&Path>,
) -> anyhow::Result<()> {
    let kind = match arguments.kind {
        Kind::Td3 => DocumentKind::Passport,
        Kind::Td1Front => DocumentKind::CardFront,
        Kind::Td1Back => DocumentKind::CardBack,
        Kind::Td2 => DocumentKind::LargeCard,
    };
    let specimen = press.print(kind, &holder(arguments, seed), seed)?;
    let scene = match arguments.scene {
        SceneName::Careful => Some(Scene::careful(seed)),
        SceneName::Sloppy => Some(Scene::sloppy(seed)),
        SceneName::Flat => Some(Scene::flat()),
        SceneName::Sheet => None,
    };
    let (jpeg, picture, truth) = match scene {
        Some(mut scene) => {
            scene = arguments
                .effect
                .iter()
                .fold(scene, |scene, (effect, level)| scene.with(*effect, *level));
            if arguments.grey_copy {
                scene = scene.of_grey_copy();
            }
            let photo = match (arguments.forge, arguments.medium) {
                (None, None) => photograph(&specimen, &scene, seed),
                (None, Some(medium)) => recapture(&specimen, medium, &scene, seed),
                (Some(forgery), _) => {
                    let forged =
                        press.forge(kind, &holder(arguments, seed), forgery, &scene, seed)?;
                    let forged = forged.with_context(|| {
                        format!("that side has nothing for {} to change", forgery.name())
                    })?;
                    println!("{}", serde_json::to_string(&forged.truth)?);
                    forged.photo
                }
            };
            (Some(photo.jpeg), photo.picture, photo.truth)
        }
        None if arguments.forge.is_some() => {
            bail!("--forge needs a photograph: choose another --scene than sheet")
        }
        None if arguments.effect.is_empty()
            && !arguments.grey_copy
            && arguments.medium.is_none() =>
        {
            (None, specimen.picture, specimen.truth)
        }
        None => {
            bail!(
                "--effect, --grey-copy and --medium need a photograph: choose another --scene than sheet"
            )
        }
    };
    write(path, jpeg, &picture, &truth, arguments)?;
    println!("{}", path.display());
    if let Some(path) = truth_path {
        let json = serde_json::to_vec_pretty(&truth)?;
        std::fs::write(path, json).with_context(|| format!("can't write {}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(())
}

fn write(
    path: &Path,
    jpeg: Option<Vec<u8>>,
    picture: &RgbPicture,
    truth: &Truth,
    arguments: &Arguments,
) -> anyhow::Result<()> {
    let as_phone = path
        .extension()
        .is_some_and(|end| end == "jpg" || end == "jpeg")
        && !arguments.outlines;
    let written = match jpeg {
        Some(jpeg) if as_phone => std::fs::write(path, jpeg).map_err(anyhow::Error::from),
        _ if arguments.outlines => outlined(picture, truth)
            .save(path)
            .map_err(anyhow::Error::from),
        _ => picture.save(path).map_err(anyhow::Error::from),
    };
    written.with_context(|| format!("can't write {}", path.display()))
}

fn holder(arguments: &Arguments, seed: u64) -> SpecimenData {
    #[expect(
        clippy::disallowed_methods,
        reason = "the command's own clock; all below is handed the day"
    )]
    let today = arguments.today.unwrap_or_else(|| jiff::Zoned::now().date());
    let mut data = SpecimenData::random(seed, today);
    let given = &arguments.holder;
    let set = |field: &mut String, value: &Option<String>| {
        if let Some(value) = value {
            field.clone_from(value);
        }
    };
    set(&mut data.surname, &given.surname);
    set(&mut data.given_names, &given.given_names);
    set(&mut data.number, &given.number);
    set(&mut data.issuing_state, &given.state);
    set(
        &mut data.nationality,
        if given.nationality.is_some() {
            &given.nationality
        } else {
            &given.state
        },
    );
    data.birth = given.birth.unwrap_or(data.birth);
    data.issue = given.issue.unwrap_or(data.issue);
    data.expiry = given.expiry.unwrap_or(data.expiry);
    data.sex = match given.sex {
        Some(SexName::F) => Sex::Female,
        Some(SexName::M) => Sex::Male,
        Some(SexName::X) => Sex::Unspecified,
        None => data.sex,
    };
    if let Some(number) = &given.personal_number {
        data.personal_number = (!number.is_empty()).then(|| number.clone());
    }
    data
}
