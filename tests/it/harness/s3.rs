//! A store that speaks S3 and checks every signature, behind a line that can be cut: what a recording is fetched from.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub const ACCESS_KEY: &str = "AKIDRECORDINGS";
pub const SECRET_KEY: &str = "a secret/with+signs";

/// What went over the line.
#[derive(Default)]
struct Line {
    connections: usize,
    /// Everything that was asked, as it was written.
    asked: Vec<u8>,
}

/// A bucket is a folder of it, an object a file.
pub struct Store {
    address: SocketAddr,
    folder: tempfile::TempDir,
    line: Arc<Mutex<Line>>,
    serving: [JoinHandle<()>; 2],
}

impl Store {
    /// The first connection is cut after so many bytes of what the store answers.
    pub async fn start(cut: Option<u64>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let service = builder.build();
        let store = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let behind = store.local_addr().unwrap();
        let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = door.local_addr().unwrap();
        let line = Arc::new(Mutex::new(Line::default()));
        let told = line.clone();
        let serving = [
            tokio::spawn(async move {
                while let Ok((stream, _)) = store.accept().await {
                    tokio::spawn(serve(stream, service.clone()));
                }
            }),
            tokio::spawn(async move {
                while let Ok((stream, _)) = door.accept().await {
                    let before = {
                        let mut line = told.lock().unwrap();
                        line.connections += 1;
                        line.connections - 1
                    };
                    tokio::spawn(pass(stream, behind, told.clone(), cut.filter(|_| before == 0)));
                }
            }),
        ];
        Self {
            address,
            folder,
            line,
            serving,
        }
    }

    /// Its address, without a bucket.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn put(&self, bucket: &str, key: &str, bytes: &[u8]) {
        let path = self.folder.path().join(bucket).join(key);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// The connections so far.
    pub fn connections(&self) -> usize {
        self.line.lock().unwrap().connections
    }

    /// Everything that was asked so far, in small letters.
    pub fn asked(&self) -> String {
        String::from_utf8_lossy(&self.line.lock().unwrap().asked).to_lowercase()
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.serving.iter().for_each(JoinHandle::abort);
    }
}

async fn serve(stream: TcpStream, service: S3Service) {
    let builder = Builder::new(TokioExecutor::new());
    // Whoever hangs up in between is no concern of the store's.
    builder.serve_connection(TokioIo::new(stream), service).await.ok();
}

/// What is asked goes on to the store, and of its answer at most so many bytes come back.
async fn pass(mut stream: TcpStream, to: SocketAddr, line: Arc<Mutex<Line>>, most: Option<u64>) {
    let Ok(mut store) = TcpStream::connect(to).await else {
        return;
    };
    let (mut asks, mut hears) = stream.split();
    let (answers, mut asked) = store.split();
    let up = async {
        let mut bytes = [0; 8192];
        while let Ok(count @ 1..) = asks.read(&mut bytes).await {
            line.lock().unwrap().asked.extend_from_slice(&bytes[..count]);
            if asked.write_all(&bytes[..count]).await.is_err() {
                return;
            }
        }
    };
    let mut answers = answers.take(most.unwrap_or(u64::MAX));
    let down = tokio::io::copy(&mut answers, &mut hears);
    tokio::select! { () = up => {}, _ = down => {} }
}
