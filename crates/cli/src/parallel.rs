//! Uses all cores: maps many items, or does two things at a time.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

/// Maps items on all cores. The results are in the order of the items.
pub(crate) fn in_parallel<'a, T: Sync, R: Send>(items: &'a [T], map: &(dyn Fn(&'a T) -> R + Sync)) -> Vec<R> {
    in_parallel_by(64, items, map)
}

/// Maps items on all cores. Each task has at least `smallest` items, so that starting it pays off.
pub(crate) fn in_parallel_by<'a, T: Sync, R: Send>(
    smallest: usize,
    items: &'a [T],
    map: &(dyn Fn(&'a T) -> R + Sync),
) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let chunk = items.len().div_ceil(cores * 4).max(smallest);
    let chunks: Vec<&[T]> = items.chunks(chunk).collect();
    let results: Vec<Mutex<Vec<R>>> = chunks.iter().map(|_| Mutex::default()).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(at) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < chunks.len()) {
            let own = chunks[at].iter().map(map).collect();
            *results[at].lock().unwrap_or_else(PoisonError::into_inner) = own;
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..cores.min(chunks.len()) {
            scope.spawn(work);
        }
        work();
    });
    results.into_iter().flat_map(|own| own.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}

/// Does two things at the same time, the second on this thread.
pub(crate) fn both<A: Send, B>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        (first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), second)
    })
}
