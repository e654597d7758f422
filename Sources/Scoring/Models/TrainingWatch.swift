internal import Foundation
internal import Records
internal import Synchronization

/// Follows the trainings of one run: hears of every epoch, may end the work, and keeps on disk what is needed to
/// go on after a kill.
///
/// Trainings are counted in the order in which they begin, which is the same whenever the same work is done
/// again. A state is written at the end of an epoch when `interval` has passed since the last one, so that a
/// kill costs at most that and an epoch; nothing that is worked out depends on when. A state that is of another
/// plan, of another boot of the machine (nothing waits for the disk) or damaged is as good as none: the
/// training begins anew.
package final class TrainingWatch: Sendable {
  /// Is told of epochs done and, where known, of all there will be; `false` ends the work early, and what is
  /// then returned means nothing.
  package typealias GoesOn = @Sendable (_ done: Int, _ total: Int?) -> Bool

  private let goesOn: GoesOn?
  /// Where states are kept; `nil` keeps none.
  private let folder: String?
  private let interval: Duration
  /// Bytes that all states may take.
  private let limit: Int
  private let state: Mutex<Progress>

  private struct Progress {
    var trainings = 0
    var epochs = 0
    var total: Int?
    var saved = ContinuousClock.now
    var used: [Int: Int] = [:]
  }

  /// - Parameters:
  ///   - folder: made if it is not there; the caller removes it.
  ///   - limit: bytes that the states may take together; what would take more is not kept.
  ///   - interval: between states; about what a kill may cost.
  package init(
    folder: String? = nil, limit: Int = 0, interval: Duration = .seconds(20), goesOn: GoesOn? = nil
  ) {
    self.folder = folder
    self.limit = limit
    self.interval = interval
    self.goesOn = goesOn
    state = Mutex(Progress())
    if let folder { _ = unsafe mkdir(folder, 0o700) }
  }

  /// Says how many epochs there will be.
  func expect(epochs: Int) { state.withLock { $0.total = epochs } }

  /// Begins the next training: gives its number, and goes back to what an earlier run has kept of it.
  ///
  /// - Returns: the margins recorded so far, and the numbers that were kept beside them.
  func begin(_ trainer: some MarginTrainer) -> (training: Int, dynamics: Dynamics, beside: [Float])
  {
    let training = state.withLock { state in
      defer { state.trainings += 1 }
      return state.trainings
    }
    let none = (training, Dynamics(pairs: trainer.facts.count), [Float]())
    guard let folder, let bytes = Self.read(Self.path(folder, training)),
      let kept = Kept(bytes, pairs: trainer.facts.count),
      trainer.restore(TrainingState(bytes: kept.state))
    else { return none }
    state.withLock { $0.epochs += trainer.epoch }
    return (training, kept.dynamics, kept.beside)
  }

  /// Whether to train another epoch.
  func asks() -> Bool {
    guard let goesOn else { return true }
    let (epochs, total) = state.withLock { ($0.epochs, $0.total) }
    return goesOn(epochs, total)
  }

  /// Counts an epoch, and keeps what was learned if it is time.
  ///
  /// - Parameter beside: numbers that the caller needs to go on.
  func trained(
    _ training: Int, _ trainer: some MarginTrainer, _ dynamics: Dynamics,
    beside: @autoclosure () -> [Float] = []
  ) {
    let isDue = state.withLock { state in
      state.epochs += 1
      return folder != nil && ContinuousClock.now - state.saved >= interval
    }
    guard isDue, let folder else { return }
    let state = trainer.save().bytes
    let head = Kept.head(dynamics: dynamics, beside: beside(), state: state.count)
    let size = head.count + state.count
    let fits = self.state.withLock { state in
      let others = state.used.reduce(0) { $1.key == training ? $0 : $0 + $1.value }
      // The new state stands beside the old one until it is complete.
      guard others + state.used[training, default: 0] + size <= limit else { return false }
      state.used[training] = size
      return true
    }
    // What does not fit is not tried again at once.
    guard fits else { return self.state.withLock { $0.saved = .now } }
    Self.write([head, state], to: Self.path(folder, training))
    self.state.withLock { $0.saved = .now }
  }

  private static func path(_ folder: String, _ training: Int) -> String {
    "\(folder)/training-\(training)"
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return nil }
    return [UInt8](data)
  }

  /// Writes the file as a whole; one that cannot be written is not there.
  private static func write(_ parts: [[UInt8]], to path: String) {
    let temporary = path + ".new"
    do throws(WinnowError) {
      let file = try ScratchFile(temporary)
      var offset = 0
      for part in parts {
        try file.writeAll(part, at: offset)
        offset += part.count
      }
      if unsafe rename(temporary, path) == 0 { return }
    } catch {}
    _ = unsafe unlink(temporary)
  }
}

/// What is kept of a training.
///
/// Bytes, least significant first: the boot of the machine, the margins of each run and epoch, the caller's own
/// numbers, and the trainer's state.
private struct Kept {
  var dynamics: Dynamics
  var beside: [Float]
  var state: [UInt8]

  /// `nil` for anything that was not written whole since the machine was started.
  init?(_ bytes: [UInt8], pairs: Int) {
    var reader = LittleEndianReader(bytes)
    guard reader.text() == ScratchFolder.boot, let runs = reader.integer(UInt32.self) else {
      return nil
    }
    var dynamics = Dynamics(pairs: pairs)
    for _ in 0..<runs {
      guard let name = reader.text(), let epochs = reader.integer(UInt32.self) else { return nil }
      for _ in 0..<epochs {
        guard let margins = reader.floats(), margins.count == pairs else { return nil }
        dynamics.add(margins, to: name)
      }
    }
    guard let beside = reader.floats(), let state = reader.rest() else { return nil }
    (self.dynamics, self.beside, self.state) = (dynamics, beside, state)
  }

  /// What stands before the `state` bytes of the trainer.
  static func head(dynamics: Dynamics, beside: [Float], state: Int) -> [UInt8] {
    var writer = LittleEndianWriter()
    writer.add(ScratchFolder.boot)
    writer.add(UInt32(dynamics.runs.count))
    for run in dynamics.runs {
      writer.add(run.name)
      writer.add(UInt32(run.epochs.count))
      for epoch in run.epochs { writer.add(epoch) }
    }
    writer.add(beside)
    writer.add(UInt64(state))
    return writer.bytes
  }
}
