//! Workers on threads of their own. Taking a worker is the permit to compute; dropping it, or its panic, gives the seat back.
//!
//! A worker that panics is thrown away and its seat gets a new one from the factory: the panic costs the one job that
//! caused it. Not a scheduler: who comes next is decided by whoever takes.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Semaphore, oneshot};

/// Makes a worker; runs on the thread on which the worker lives.
pub type Factory<W> = Arc<dyn Fn() -> Result<W, String> + Send + Sync>;

/// Runs one job; says whether the worker may be used again.
type Job<W> = Box<dyn FnOnce(&mut W) -> bool + Send>;

/// The job panicked; the message is the panic's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the worker panicked: {0}")]
pub struct Panicked(pub String);

/// Why no worker could be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Busy {
    #[error("no worker became free within {} ms", .0.as_millis())]
    Waited(Duration),
    #[error("{0} wait for a worker already")]
    Queue(usize),
    #[error("the pool is closed")]
    Closed,
}

/// The pool could not make its first workers.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    #[error("could not make a worker: {0}")]
    Worker(String),
    #[error("could not start a worker's thread")]
    Thread(#[source] std::io::Error),
}

pub struct Pool<W> {
    inner: Arc<Inner<W>>,
}

impl<W> Clone for Pool<W> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
        }
    }
}

struct Inner<W> {
    size: usize,
    waiting_max: usize,
    factory: Factory<W>,
    /// One sender for each seat, by its number; replaced when the seat's thread is.
    seats: Vec<Mutex<Option<SyncSender<Job<W>>>>>,
    idle: Mutex<Vec<usize>>,
    permits: Semaphore,
    waiting: AtomicUsize,
    busy: AtomicUsize,
    replaced: AtomicU64,
}

impl<W: 'static> Pool<W> {
    /// Starts `size` threads with a worker each (waits until they are made; blocking). At most `waiting_max` may wait for a free one.
    pub fn start(size: usize, waiting_max: usize, factory: Factory<W>) -> Result<Self, PoolError> {
        let inner = Arc::new(Inner {
            size,
            waiting_max,
            factory,
            seats: (0..size).map(|_| Mutex::new(None)).collect(),
            idle: Mutex::new(Vec::with_capacity(size)),
            permits: Semaphore::new(0),
            waiting: AtomicUsize::new(0),
            busy: AtomicUsize::new(0),
            replaced: AtomicU64::new(0),
        });
        let mut ready = Vec::with_capacity(size);
        for seat in 0..size {
            let (tell, told) = sync_channel(1);
            spawn(&inner, seat, Some(tell)).map_err(PoolError::Thread)?;
            ready.push(told);
        }
        for told in ready {
            told.recv()
                .map_err(|_| PoolError::Worker("its thread died".into()))?
                .map_err(PoolError::Worker)?;
        }
        Ok(Self { inner })
    }

    /// Takes a free worker, waiting for one at most `patience`.
    pub async fn take(&self, patience: Duration) -> Result<Taken<W>, Busy> {
        let inner = &self.inner;
        match inner.permits.try_acquire() {
            Ok(permit) => permit.forget(),
            Err(_) => self.wait(patience).await?,
        }
        // Invariant: there are as many permits as idle seats, so one is there for each permit.
        let seat = lock(&inner.idle).pop().ok_or(Busy::Closed)?;
        inner.busy.fetch_add(1, Ordering::Relaxed);
        Ok(Taken {
            inner: Some(inner.clone()),
            seat,
        })
    }

    /// Waits for a permit, which is then the caller's.
    async fn wait(&self, patience: Duration) -> Result<(), Busy> {
        let inner = &self.inner;
        let waits = Waits::begin(&inner.waiting);
        if waits.before >= inner.waiting_max {
            return Err(Busy::Queue(waits.before));
        }
        let permit = tokio::time::timeout(patience, inner.permits.acquire())
            .await
            .map_err(|_| Busy::Waited(patience))?;
        permit.map_err(|_| Busy::Closed)?.forget();
        Ok(())
    }

    pub fn size(&self) -> usize {
        self.inner.size
    }

    /// Seats that are taken or whose worker is being replaced.
    pub fn busy(&self) -> usize {
        self.inner.busy.load(Ordering::Relaxed)
    }

    /// Who waits for a free seat.
    pub fn waiting(&self) -> usize {
        self.inner.waiting.load(Ordering::Relaxed)
    }

    /// Workers thrown away after a panic.
    pub fn replaced(&self) -> u64 {
        self.inner.replaced.load(Ordering::Relaxed)
    }
}

/// A worker that is ours until this is dropped.
pub struct Taken<W: 'static> {
    inner: Option<Arc<Inner<W>>>,
    seat: usize,
}

impl<W> fmt::Debug for Taken<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Taken(seat {})", self.seat)
    }
}

impl<W: 'static> Taken<W> {
    /// Runs a job on the worker's thread. Dropping the future does not stop the job: the seat comes back when it ends.
    pub async fn run<T: Send + 'static>(
        mut self,
        job: impl FnOnce(&mut W) -> T + Send + 'static,
    ) -> Result<T, Panicked> {
        let (tell, told) = oneshot::channel();
        let boxed: Job<W> = Box::new(move |worker| {
            let outcome = catch_unwind(AssertUnwindSafe(|| job(worker))).map_err(|panic| Panicked(message(&*panic)));
            let good = outcome.is_ok();
            // Whoever asked may be gone.
            tell.send(outcome).ok();
            good
        });
        let Some(inner) = self.inner.take() else {
            return Err(Panicked("the seat is gone".into()));
        };
        let sender = lock(&inner.seats[self.seat]).clone();
        if sender.is_none_or(|sender| sender.send(boxed).is_err()) {
            // The seat's thread died between two jobs; its guard has started another.
            inner.give_back(self.seat);
        }
        drop(inner);
        told.await.unwrap_or_else(|_| Err(Panicked("its thread died".into())))
    }
}

impl<W: 'static> Drop for Taken<W> {
    fn drop(&mut self) {
        if let Some(inner) = self.inner.take() {
            inner.give_back(self.seat);
        }
    }
}

impl<W> Inner<W> {
    fn give_back(&self, seat: usize) {
        lock(&self.idle).push(seat);
        self.busy.fetch_sub(1, Ordering::Relaxed);
        self.permits.add_permits(1);
    }
}

/// Counts those who wait, also when they give up.
struct Waits<'a> {
    waiting: &'a AtomicUsize,
    before: usize,
}

impl<'a> Waits<'a> {
    fn begin(waiting: &'a AtomicUsize) -> Self {
        Self {
            waiting,
            before: waiting.fetch_add(1, Ordering::SeqCst),
        }
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

type Ready = SyncSender<Result<(), String>>;

/// Starts the thread of a seat. `tell` hears of the first worker; without it the seat is out until a worker could be made.
fn spawn<W: 'static>(inner: &Arc<Inner<W>>, seat: usize, tell: Option<Ready>) -> std::io::Result<()> {
    // A job at a time: the seat is only taken when its thread waits.
    let (jobs, work) = sync_channel(1);
    *lock(&inner.seats[seat]) = Some(jobs);
    let (weak, factory) = (Arc::downgrade(inner), inner.factory.clone());
    std::thread::Builder::new()
        .name(format!("worker-{seat}"))
        .spawn(move || serve(weak, seat, &factory, &work, tell))
        .map(|_| ())
}

fn serve<W: 'static>(
    pool: Weak<Inner<W>>,
    seat: usize,
    factory: &Factory<W>,
    work: &Receiver<Job<W>>,
    tell: Option<Ready>,
) {
    let guard = Seat { pool, seat };
    let first = match tell {
        None => guard.make(factory),
        Some(tell) => {
            let made = make(factory);
            let (worker, answer) = match made {
                Ok(worker) => (Some(worker), Ok(())),
                Err(reason) => (None, Err(reason)),
            };
            if worker.is_some() {
                guard.enter();
            }
            tell.send(answer).ok();
            worker
        }
    };
    let Some(mut worker) = first else { return };
    while let Ok(job) = work.recv() {
        if !job(&mut worker) {
            guard.count();
            drop(worker);
            match guard.make(factory) {
                Some(new) => worker = new,
                None => return,
            }
        }
        guard.leave();
    }
}

fn make<W>(factory: &Factory<W>) -> Result<W, String> {
    catch_unwind(AssertUnwindSafe(|| factory())).unwrap_or_else(|panic| Err(message(&*panic)))
}

/// A seat seen from its own thread. If the thread unwinds, another one is started for the seat.
struct Seat<W: 'static> {
    pool: Weak<Inner<W>>,
    seat: usize,
}

impl<W: 'static> Seat<W> {
    /// The seat can be taken for the first time.
    fn enter(&self) {
        if let Some(pool) = self.pool.upgrade() {
            lock(&pool.idle).push(self.seat);
            pool.permits.add_permits(1);
        }
    }

    /// The job is done: the seat can be taken again.
    fn leave(&self) {
        if let Some(pool) = self.pool.upgrade() {
            pool.give_back(self.seat);
        }
    }

    fn count(&self) {
        if let Some(pool) = self.pool.upgrade() {
            pool.replaced.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Makes a worker, trying again with pauses until the pool is gone.
    fn make(&self, factory: &Factory<W>) -> Option<W> {
        let mut pause = Duration::from_millis(100);
        while self.pool.strong_count() > 0 {
            match make(factory) {
                Ok(worker) => return Some(worker),
                Err(reason) => tracing::error!(seat = self.seat, %reason, "could not replace a worker: {reason}"),
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_secs(10));
        }
        None
    }
}

impl<W: 'static> Drop for Seat<W> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        // Even dropping a worker may panic. The seat is busy now; its new thread gives it back after its first worker is made.
        let Some(pool) = self.pool.upgrade() else { return };
        pool.replaced.fetch_add(1, Ordering::Relaxed);
        match spawn(&pool, self.seat, None) {
            Ok(()) => pool.give_back(self.seat),
            Err(error) => tracing::error!(seat = self.seat, %error, "a worker's seat is lost: {error}"),
        }
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "no message".into())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What stands under these locks is changed in one step each.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    /// Knows which one it is; panics when dropped if told so.
    struct Fake {
        number: u64,
        dies_badly: bool,
    }

    impl Drop for Fake {
        fn drop(&mut self) {
            if self.dies_badly && !std::thread::panicking() {
                panic!("planned, while dropped");
            }
        }
    }

    fn factory() -> Factory<Fake> {
        let made = AtomicU64::new(0);
        Arc::new(move || {
            Ok(Fake {
                number: made.fetch_add(1, Ordering::SeqCst),
                dies_badly: false,
            })
        })
    }

    fn pool(size: usize) -> Pool<Fake> {
        Pool::start(size, 3, factory()).unwrap()
    }

    #[tokio::test]
    async fn a_worker_keeps_its_state_between_jobs() {
        let pool = pool(1);
        for _ in 0..3 {
            assert_eq!(pool.take(PATIENCE).await.unwrap().run(|fake| fake.number).await, Ok(0));
        }
        assert_eq!(pool.replaced(), 0);
    }

    #[tokio::test]
    async fn a_panic_costs_one_job_and_the_worker_is_replaced() {
        let pool = pool(1);
        let lost = pool
            .take(PATIENCE)
            .await
            .unwrap()
            .run(|_| -> u64 { panic!("planned") })
            .await;
        assert_eq!(lost, Err(Panicked("planned".into())));
        assert_eq!(pool.take(PATIENCE).await.unwrap().run(|fake| fake.number).await, Ok(1));
        assert_eq!(pool.replaced(), 1);
    }

    #[tokio::test]
    async fn a_thread_that_dies_is_replaced_as_well() {
        let pool = pool(1);
        let doomed = pool.take(PATIENCE).await.unwrap().run(|fake| {
            fake.dies_badly = true;
            panic!("planned")
        });
        assert_eq!(doomed.await, Err::<(), _>(Panicked("planned".into())));
        let next = pool.take(PATIENCE).await.unwrap().run(|fake| fake.number).await;
        assert_eq!(next, Ok(1));
    }

    #[tokio::test]
    async fn taking_is_the_permit_and_dropping_gives_it_back() {
        let pool = pool(2);
        let (one, two) = (pool.take(PATIENCE).await.unwrap(), pool.take(PATIENCE).await.unwrap());
        assert_eq!(pool.busy(), 2);
        assert_eq!(
            pool.take(Duration::ZERO).await.unwrap_err(),
            Busy::Waited(Duration::ZERO)
        );
        drop(one);
        assert!(pool.take(Duration::ZERO).await.is_ok());
        drop(two);
        assert_eq!(pool.busy(), 0);
    }

    #[tokio::test]
    async fn the_seat_of_an_abandoned_job_comes_back_when_the_job_ends() {
        let pool = pool(1);
        let (go, wait) = sync_channel::<()>(0);
        let (begun, begins) = oneshot::channel();
        let taken = pool.take(PATIENCE).await.unwrap();
        let job = tokio::spawn(taken.run(move |_| {
            begun.send(()).ok();
            wait.recv().ok();
        }));
        begins.await.unwrap();
        job.abort();
        assert!(pool.take(Duration::ZERO).await.is_err());
        go.send(()).unwrap();
        assert!(pool.take(PATIENCE).await.is_ok());
    }

    #[tokio::test]
    async fn waiting_is_bounded() {
        let pool = pool(1);
        let _taken = pool.take(PATIENCE).await.unwrap();
        let waiters: Vec<_> = (0..3).map(|_| Box::pin(pool.take(PATIENCE))).collect();
        let mut waiters = futures::future::join_all(waiters);
        assert!(futures::poll!(&mut waiters).is_pending());
        assert_eq!(pool.take(PATIENCE).await.unwrap_err(), Busy::Queue(3));
    }

    #[test]
    fn a_first_worker_that_cannot_be_made_is_an_error() {
        let failing: Factory<Fake> = Arc::new(|| Err("no model".into()));
        assert!(matches!(Pool::start(1, 1, failing), Err(PoolError::Worker(reason)) if reason == "no model"));
        let panicking: Factory<Fake> = Arc::new(|| panic!("no library"));
        assert!(matches!(Pool::start(1, 1, panicking), Err(PoolError::Worker(reason)) if reason == "no library"));
    }
}
