//! Whether whoever asked still waits while a long answer is made. HTTP/1 has no word for that but the end of the connection, and the server itself
//! takes its end for that of the questions alone.

use std::any::Any;
use std::os::fd::{AsRawFd, RawFd};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use nix::errno::Errno;
use nix::sys::socket::{MsgFlags, recv};

/// Between two looks.
const LOOK: Duration = Duration::from_millis(500);

/// Of a connection: open as long as one of its requests is answered.
#[derive(Clone, Copy)]
struct Socket(RawFd);

/// Keeps the socket of a new connection.
pub fn remember(connection: &dyn Any, kept: &mut Extensions) {
    if let Some(stream) = connection.downcast_ref::<TcpStream>() {
        kept.insert(Socket(stream.as_raw_fd()));
    }
}

/// Ends once whoever asked has closed the connection, be it for sending alone; never where it is not known. To be waited for while that request is
/// answered, and no longer.
pub fn closed(request: &HttpRequest) -> impl Future<Output = ()> + use<> {
    let socket = request.conn_data::<Socket>().copied();
    async move {
        let Some(socket) = socket else {
            return std::future::pending().await;
        };
        let mut looks = tokio::time::interval(LOOK);
        loop {
            looks.tick().await;
            if socket.is_closed() {
                return;
            }
        }
    }
}

impl Socket {
    /// Nothing is taken: what comes is the server's to read.
    fn is_closed(self) -> bool {
        match recv(self.0, &mut [0], MsgFlags::MSG_PEEK | MsgFlags::MSG_DONTWAIT) {
            Ok(bytes) => bytes == 0,
            Err(Errno::EAGAIN | Errno::EINTR) => false,
            Err(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn a_connection_is_closed_once_its_other_end_is_whatever_was_sent_before() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut theirs = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (ours, _) = listener.accept().unwrap();
        let socket = Socket(ours.as_raw_fd());
        assert!(!socket.is_closed());
        theirs.write_all(b"x").unwrap();
        assert!(!socket.is_closed());
        drop(theirs);
        let mut byte = [0];
        recv(ours.as_raw_fd(), &mut byte, MsgFlags::empty()).unwrap();
        assert_eq!(byte, *b"x", "it was only looked at");
        // Waits until the end has come.
        assert_eq!(recv(ours.as_raw_fd(), &mut byte, MsgFlags::MSG_PEEK).unwrap(), 0);
        assert!(socket.is_closed());
    }
}
