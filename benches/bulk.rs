//! Many rows into the product's tables at once. Their indexes are put aside meanwhile and made anew, as they were; nothing of them is
//! missing when something is asked. And what takes its time is told on the standard error.

use std::cell::RefCell;
use std::time::Instant;

use anyhow::Context;
use bytes::{BufMut, Bytes, BytesMut};
use futures::SinkExt;
use futures::future::try_join_all;
use tokio_postgres::Client;

/// Connections that make indexes at the same time, and the memory of each.
const BUILDERS: usize = 2;
const MEMORY: &str = "512MB";

/// Indexes that wait to be made anew.
pub struct Aside(Vec<String>);

impl Aside {
    /// Drops the indexes of these tables, but for those that keep rows unique.
    pub async fn put(client: &Client, tables: &[&str]) -> anyhow::Result<Self> {
        const INDEXES: &str = "SELECT i.oid::regclass::text, pg_get_indexdef(i.oid)
            FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
            WHERE t.relname::text = ANY ($1) AND t.relnamespace = 'public'::regnamespace AND NOT x.indisunique";
        let mut definitions = Vec::new();
        for row in client.query(INDEXES, &[&tables]).await? {
            let (name, definition): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            client.batch_execute(&format!("DROP INDEX {name}")).await?;
            definitions.push(definition);
        }
        Ok(Self(definitions))
    }

    /// Makes them anew, some at the same time; `url` is the superuser's.
    pub async fn restore(self, url: &str) -> anyhow::Result<()> {
        let left = RefCell::new(self.0);
        let builders = (0..BUILDERS).map(|_| build(url, &left));
        try_join_all(builders).await?;
        Ok(())
    }
}

async fn build(url: &str, left: &RefCell<Vec<String>>) -> anyhow::Result<()> {
    let client = crate::copied::connect(url).await?;
    let settings = format!("SET synchronous_commit = off; SET maintenance_work_mem = '{MEMORY}'");
    client.batch_execute(&settings).await?;
    loop {
        let next = left.borrow_mut().pop();
        let Some(definition) = next else { return Ok(()) };
        client.batch_execute(&definition).await.context(definition)?;
    }
}

/// Rows in the binary form of COPY.
pub struct Rows(BytesMut);

impl Rows {
    /// With room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        let mut rows = BytesMut::with_capacity(bytes);
        rows.put_slice(b"PGCOPY\n\xff\r\n\0");
        rows.put_i32(0);
        rows.put_i32(0);
        Self(rows)
    }

    /// Appends a row, each field in the binary form of its type.
    pub fn push(&mut self, fields: &[&[u8]]) -> anyhow::Result<()> {
        self.0.put_i16(i16::try_from(fields.len())?);
        for field in fields {
            self.0.put_i32(i32::try_from(field.len())?);
            self.0.put_slice(field);
        }
        Ok(())
    }

    pub fn finish(mut self) -> Bytes {
        self.0.put_i16(-1);
        self.0.freeze()
    }
}

/// COPY of rows in the binary form, or as text.
pub async fn copy(client: &Client, what: &str, rows: Bytes) -> anyhow::Result<()> {
    let sink = client.copy_in(&format!("COPY {what}")).await?;
    futures::pin_mut!(sink);
    sink.send(rows).await?;
    sink.finish().await?;
    Ok(())
}

/// Does something and tells how long it took.
pub async fn step<T>(what: &str, work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let begun = Instant::now();
    let done = work.await.with_context(|| what.to_owned())?;
    eprintln!("{what}: {:.1} s", begun.elapsed().as_secs_f64());
    Ok(done)
}
