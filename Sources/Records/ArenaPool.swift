internal import Synchronization

/// Keeps arenas for the next batch: fresh memory of 16 MB costs as much as parsing what goes into it.
public final class ArenaPool: Sendable {
  private let free = Mutex<[ByteArena]>([])
  private let capacity: Int

  /// - Parameter capacity: bytes an arena is made with; one that has grown past four times that is not
  ///   kept.
  public init(capacity: Int) { self.capacity = capacity }

  /// An empty arena.
  public func take() -> ByteArena {
    let kept = free.withLock { $0.popLast() }
    kept?.truncate(to: 0)
    return kept ?? ByteArena(capacity: capacity)
  }

  /// Gives an arena back that nobody else holds.
  public func give(_ arena: ByteArena) {
    guard arena.capacity <= 4 * capacity else { return }
    free.withLock { if $0.count < 4 { $0.append(arena) } }
  }
}
