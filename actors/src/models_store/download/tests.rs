use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use sha2::{Digest, Sha256};

use super::*;

/// Answers one request a step, in order, each on its own connection; notes the range that was asked for.
struct Server {
    url: String,
    ranges: Arc<Mutex<Vec<Option<String>>>>,
}

type Step = Box<dyn FnOnce(&mut TcpStream) + Send>;

impl Server {
    fn with(steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/model.bin", listener.local_addr().unwrap());
        let ranges = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&ranges);
        std::thread::spawn(move || {
            for step in steps {
                let (mut stream, _) = listener.accept().unwrap();
                let lines = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
                let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
                let range = head
                    .iter()
                    .find_map(|line| line.strip_prefix("range: ").map(str::to_owned));
                noted.lock().unwrap().push(range);
                step(&mut stream);
            }
        });
        Self { url, ranges }
    }

    fn ranges(&self) -> Vec<Option<String>> {
        self.ranges.lock().unwrap().clone()
    }
}

/// A whole file whose connection ends after `sent` bytes.
fn whole(content: &'static [u8], sent: usize) -> Step {
    Box::new(move |stream| {
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", content.len()).unwrap();
        stream.write_all(&content[..sent]).unwrap();
    })
}

fn rest(content: &'static [u8], from: usize) -> Step {
    Box::new(move |stream| {
        let (size, rest) = (content.len(), &content[from..]);
        let head = format!(
            "content-range: bytes {from}-{}/{size}\r\ncontent-length: {}",
            size - 1,
            rest.len()
        );
        write!(stream, "HTTP/1.1 206 Partial Content\r\n{head}\r\n\r\n").unwrap();
        stream.write_all(rest).unwrap();
    })
}

fn status(line: &'static str) -> Step {
    Box::new(move |stream| write!(stream, "HTTP/1.1 {line}\r\ncontent-length: 0\r\n\r\n").unwrap())
}

fn outbound() -> Outbound {
    Outbound::new(vec!["127.0.0.0/8".parse().unwrap()]).unwrap()
}

fn sha256(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

const CONTENT: &[u8] = b"the first half of a model, and the second half of it";

#[tokio::test]
async fn a_download_that_breaks_off_continues_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("model.bin");
    let server = Server::with(vec![whole(CONTENT, 20), rest(CONTENT, 20)]);
    let mut seen = Vec::new();
    download(
        &outbound(),
        &server.url,
        &to,
        Some(&sha256(CONTENT)),
        &mut |done, total| seen.push((done, total)),
    )
    .await
    .unwrap();
    assert_eq!(std::fs::read(&to).unwrap(), CONTENT);
    assert_eq!(server.ranges(), [None, Some("bytes=20-".to_owned())]);
    assert_eq!(seen.last(), Some(&(CONTENT.len() as u64, Some(CONTENT.len() as u64))));
    assert!(!part_of(&to).exists());
}

#[tokio::test]
async fn what_an_earlier_run_left_is_continued() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("model.bin");
    std::fs::write(part_of(&to), &CONTENT[..10]).unwrap();
    let server = Server::with(vec![rest(CONTENT, 10)]);
    download(&outbound(), &server.url, &to, Some(&sha256(CONTENT)), &mut |_, _| {})
        .await
        .unwrap();
    assert_eq!(std::fs::read(&to).unwrap(), CONTENT);
    assert_eq!(server.ranges(), [Some("bytes=10-".to_owned())]);
}

#[tokio::test]
async fn a_server_that_cannot_continue_is_asked_for_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("model.bin");
    std::fs::write(part_of(&to), vec![b'x'; 500]).unwrap();
    let server = Server::with(vec![status("416 Range Not Satisfiable"), whole(CONTENT, CONTENT.len())]);
    download(&outbound(), &server.url, &to, Some(&sha256(CONTENT)), &mut |_, _| {})
        .await
        .unwrap();
    assert_eq!(std::fs::read(&to).unwrap(), CONTENT);

    std::fs::write(part_of(&to), b"some other beginning").unwrap();
    let server = Server::with(vec![whole(CONTENT, CONTENT.len())]);
    download(&outbound(), &server.url, &to, Some(&sha256(CONTENT)), &mut |_, _| {})
        .await
        .unwrap();
    assert_eq!(
        std::fs::read(&to).unwrap(),
        CONTENT,
        "a server that ignores the range sends the whole"
    );
}

#[tokio::test]
async fn a_wrong_hash_is_refused_and_what_was_loaded_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("model.bin");
    let server = Server::with(vec![whole(CONTENT, CONTENT.len())]);
    let error = download(&outbound(), &server.url, &to, Some(&sha256(b"another")), &mut |_, _| {})
        .await
        .unwrap_err();
    assert!(matches!(error, ModelError::Mismatch { .. }), "{error}");
    assert!(!to.exists() && !part_of(&to).exists());
}

#[tokio::test]
async fn a_refusal_is_final_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("model.bin");
    let server = Server::with(vec![status("404 Not Found")]);
    let error = download(&outbound(), &server.url, &to, None, &mut |_, _| {})
        .await
        .unwrap_err();
    assert!(error.to_string().contains("404"), "{error}");
    assert_eq!(server.ranges().len(), 1);
    assert!(!to.exists());
}

#[tokio::test]
async fn a_server_that_never_sends_a_byte_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("model.bin");
    let server = Server::with((0..10).map(|_| whole(CONTENT, 0)).collect());
    let error = download(&outbound(), &server.url, &to, None, &mut |_, _| {})
        .await
        .unwrap_err();
    assert!(error.to_string().contains("broke off"), "{error}");
    assert_eq!(server.ranges().len(), 3);
}

#[tokio::test]
async fn a_redirect_is_followed_and_every_stop_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("model.bin");
    let second = Server::with(vec![whole(CONTENT, CONTENT.len())]);
    let location = second.url.clone();
    let first = Server::with(vec![Box::new(move |stream| {
        write!(
            stream,
            "HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"
        )
        .unwrap();
    })]);
    let outbound = outbound();
    download(&outbound, &first.url, &to, Some(&sha256(CONTENT)), &mut |_, _| {})
        .await
        .unwrap();
    assert_eq!(std::fs::read(&to).unwrap(), CONTENT);
    assert_eq!(outbound.connections("127.0.0.1"), 2);
}
