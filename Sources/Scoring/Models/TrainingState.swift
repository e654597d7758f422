internal import Records

/// Everything that a trainer needs to go on after an epoch as if it had not been stopped.
///
/// Bytes, least significant first: the word `WNTS`, version 1, a digest of the plan, epochs done, then what
/// the trainer wrote. Random numbers need no state: they follow from seed and epoch.
package struct TrainingState: Sendable, Equatable {
  package var bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }

  static let word: UInt32 = 0x5354_4E57
  static let version: UInt32 = 1

  /// Begins a state.
  static func writer(plan: UInt64, epoch: Int) -> LittleEndianWriter {
    var writer = LittleEndianWriter()
    writer.add(word)
    writer.add(version)
    writer.add(plan)
    writer.add(UInt64(epoch))
    return writer
  }

  /// Opens a state of this plan; `nil` for any other.
  func reader(plan: UInt64) -> (reader: LittleEndianReader, epoch: Int)? {
    var reader = LittleEndianReader(bytes)
    guard reader.integer(UInt32.self) == Self.word, reader.integer(UInt32.self) == Self.version,
      reader.integer(UInt64.self) == plan, let epoch = reader.integer(UInt64.self),
      epoch <= 1_000_000
    else { return nil }
    return (reader, Int(epoch))
  }

  /// A digest of numbers that must be the same before and after.
  static func digest(_ numbers: [UInt64]) -> UInt64 {
    numbers.reduce(0x77_69_6E_6E_6F_77) { SplitMix64.mix($0 &* 31 &+ $1) }
  }
}

extension LinearTrainer {
  /// Seed, step, models, folds and pairs: a state of another plan is refused.
  private var planDigest: UInt64 {
    var numbers: [UInt64] = [
      UInt64(facts.count), options.seed, options.step.bitPattern, options.decay.bitPattern,
      UInt64(options.snapshots), UInt64(folds.count),
    ]
    for view in views { numbers += [UInt64(view.dimension), UInt64(view.scale.bitPattern)] }
    for model in models {
      numbers += [model.seed, model.isCrossFitted ? 1 : 0]
      numbers += [model.objective.target.bitPattern, model.objective.damping.bitPattern]
      for view in model.views + (model.viewsByFold ?? []).joined() {
        numbers += [view.step.bitPattern, view.l2.bitPattern]
      }
    }
    for (i, fact) in facts.enumerated() {
      numbers += [fact.id.low, UInt64(folds.assignment[i]) << 1 | (fact.firstIsBetter ? 1 : 0)]
    }
    return TrainingState.digest(numbers)
  }

  /// The state after the last epoch.
  ///
  /// - Complexity: as large as the weights, twice, and 8 bytes per pair and copy.
  package func save() -> TrainingState {
    var writer = TrainingState.writer(plan: planDigest, epoch: epoch)
    let floats = blocks.reduce(0) { sum, block in
      sum + block.factors.count + block.margins.count
        + (block.weights + block.totals).reduce(0) { $0 + $1.count }
    }
    writer.reserve(4 * floats + 4096 * blocks.count)
    for block in blocks {
      for scale in block.scales { writer.add(scale) }
      writer.add(block.factors)
      writer.add(block.margins)
      for memory in block.weights + block.totals { writer.add(memory.values) }
    }
    return TrainingState(bytes: writer.bytes)
  }

  /// Goes back to a state; `false`, and nothing changed, when it is of another plan or damaged.
  ///
  /// Selections are those of the state; `select` before the next epoch changes them.
  package func restore(_ state: TrainingState) -> Bool {
    guard let opened = state.reader(plan: planDigest) else { return false }
    var reader = opened.reader
    var parts: [(scales: [Double], factors: [Float], margins: [Float], memory: [[Float]])] = []
    for block in blocks {
      var scales: [Double] = []
      for _ in block.scales { if let scale = reader.double() { scales.append(scale) } }
      guard let factors = reader.floats(), let margins = reader.floats() else { return false }
      var memory: [[Float]] = []
      for expected in block.weights + block.totals {
        guard let values = reader.floats(), values.count == expected.count else { return false }
        memory.append(values)
      }
      guard scales.count == block.scales.count, factors.count == block.factors.count,
        margins.count == block.margins.count
      else { return false }
      parts.append((scales, factors, margins, memory))
    }
    guard reader.isAtEnd else { return false }
    // A later selection begins from all pairs, not from those of the state.
    rememberUnselected()
    for (block, part) in zip(blocks, parts) {
      block.scales = part.scales
      block.factors = part.factors
      block.margins = part.margins
      for (memory, values) in zip(block.weights + block.totals, part.memory) {
        memory.values = values
      }
    }
    epoch = opened.epoch
    return true
  }
}
