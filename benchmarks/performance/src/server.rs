//! A server that answers every request with the same body on kept connections: a process of its own, so that it is in no figure.

use std::io::{self, BufRead, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::bodies;

/// A server that runs until this is dropped.
pub struct Server {
    process: Child,
    said: BufReader<std::process::ChildStdout>,
    /// Where it listens, as a URL.
    pub address: String,
    _body: tempfile::NamedTempFile,
}

impl Server {
    /// Starts a server that begins to answer when so many requests have come.
    ///
    /// # Errors
    ///
    /// When the program can't be started again as a server.
    pub fn start(body: &str, hold: usize) -> io::Result<Self> {
        let mut file = tempfile::NamedTempFile::new()?;
        file.write_all(body.as_bytes())?;
        let mut process = Command::new(std::env::current_exe()?)
            .arg("serve")
            .arg(file.path())
            .arg(hold.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = process.stdout.take().ok_or_else(|| io::Error::other("the server says nothing"))?;
        let mut server = Self { process, said: BufReader::new(said), address: String::new(), _body: file };
        server.address = server.line()?;
        Ok(server)
    }

    /// The next line that it says: its address at first, then that all requests have come.
    ///
    /// # Errors
    ///
    /// When it is gone.
    pub fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.said.read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves when this process was started to serve; whether it was.
///
/// # Errors
///
/// When it can't.
pub fn serve_if_asked() -> io::Result<bool> {
    let arguments: Vec<_> = std::env::args().collect();
    let [_, command, path, hold] = &arguments[..] else { return Ok(false) };
    if command != "serve" {
        return Ok(false);
    }
    let body = std::fs::read_to_string(path)?;
    let hold = hold.parse().map_err(io::Error::other)?;
    // Without whoever started it, there is nobody to serve.
    std::thread::spawn(|| {
        let _ = io::stdin().lines().next();
        std::process::exit(0);
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(&body, hold))?;
    Ok(true)
}

async fn serve(body: &str, hold: usize) -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(io::stdout(), "http://{}", listener.local_addr()?)?;
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length:";
    let response: Arc<str> = format!("{head} {}\r\n\r\n{body}", body.len()).into();
    let answers = Arc::new(Semaphore::new(0));
    if hold == 0 {
        answers.close();
    }
    let come = Arc::new(AtomicUsize::new(0));
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (response, answers, come) = (response.clone(), answers.clone(), come.clone());
        tokio::spawn(async move {
            // Who goes away in the middle is not missed.
            let _ = converse(stream, &response, &answers, &come, hold).await;
        });
    }
}

async fn converse(
    mut stream: TcpStream,
    response: &str,
    answers: &Semaphore,
    come: &AtomicUsize,
    hold: usize,
) -> io::Result<()> {
    let mut buffer = Vec::new();
    loop {
        while !is_whole(&buffer) {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
        }
        buffer.clear();
        if come.fetch_add(1, Relaxed) + 1 == hold {
            writeln!(io::stdout(), "all have come")?;
        }
        // Closed when nothing is held back; a server that holds back never answers.
        if answers.acquire().await.is_ok() {
            return Ok(());
        }
        let number = format!("{:08}", come.load(Relaxed) % 100_000_000);
        stream.write_all(response.replace(bodies::ID, &number).as_bytes()).await?;
    }
}

/// Whether a request is there with all of its body.
fn is_whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
    let length = head.split("\r\ncontent-length:").nth(1).and_then(|rest| rest.lines().next());
    let length = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
    request.len() >= end + 4 + length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_whole_with_its_body() {
        assert!(is_whole(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        assert!(!is_whole(b"GET / HTTP/1.1\r\nHost: a\r\n"));
        assert!(!is_whole(b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{"));
        assert!(is_whole(b"POST / HTTP/1.1\r\ncontent-length: 2\r\nHost: a\r\n\r\n{}"));
    }
}
