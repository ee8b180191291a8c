//! Work on several threads with the same bits at any number of them: parts of fixed size, put together in their order.

use std::thread;

/// What `work` gives for each index below `count`, in order.
pub fn map<T: Send>(count: usize, threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = threads.min(count);
    if threads <= 1 {
        return (0..count).map(work).collect();
    }
    let work = &work;
    let mut parts: Vec<_> = thread::scope(|scope| {
        let share = |thread: usize| (thread..count).step_by(threads).map(work).collect::<Vec<T>>();
        let handles: Vec<_> = (0..threads).map(|thread| scope.spawn(move || share(thread))).collect();
        let joined = handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.map(Vec::into_iter).collect()
    });
    (0..count).filter_map(|index| parts[index % threads].next()).collect()
}
