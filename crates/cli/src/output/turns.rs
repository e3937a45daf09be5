//! Spreads a limited number of entries over groups: each group has its turn before any group has another.

/// Takes one entry of each queue in turns, until all are empty. O(n) for n entries.
pub(super) fn in_turns<T>(queues: Vec<Vec<T>>) -> Vec<T> {
    let mut order = Vec::new();
    let mut queues: Vec<_> = queues.into_iter().map(Vec::into_iter).collect();
    while !queues.is_empty() {
        queues.retain_mut(|queue| {
            let next = queue.next();
            let is_left = next.is_some();
            order.extend(next);
            is_left
        });
    }
    order
}

#[cfg(test)]
mod tests {
    use super::in_turns;

    #[test]
    fn each_queue_has_its_turn() {
        assert_eq!(in_turns(vec![vec![1, 2, 3], vec![], vec![4], vec![5, 6]]), [1, 4, 5, 2, 6, 3]);
        assert!(in_turns::<u8>(Vec::new()).is_empty());
    }
}
