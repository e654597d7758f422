package import Records
internal import Synchronization

/// Features of pairs on disk: gathered in one streaming pass by any number of workers, then weighed and put
/// in their final order.
///
/// Texts are read once and never kept. While gathering, a pair costs about 72 bytes of memory, and on disk
/// some 2.3 bytes for each distinct n-gram of its answers. What comes out is the same, byte for byte, for any
/// number of workers and any order of arrival.
package final class FeatureSpill: Sendable {
  let options: FeatureOptions
  let folder: ScratchFolder
  let budget: DiskBudget
  private let raw: ScratchFile
  private let state: Mutex<State>

  private struct State {
    var end = 0
    var places: [PairPlace] = []
    var words: DocumentFrequencies
    var characters: DocumentFrequencies
    var fingerprint = ""
    var weights: AnswerWeights?
  }

  /// An empty spill.
  ///
  /// - Parameters:
  ///   - folder: made if it is not there; files of an earlier spill in it are replaced.
  ///   - diskBudget: bytes that the files may take together, the raw ones while they are weighed included.
  ///   - stays: whether the files outlive the rows, for `reuse`; the caller removes them.
  package init(
    folder: String, options: FeatureOptions = FeatureOptions(), diskBudget: Int,
    stays: Bool = false
  ) throws(WinnowError) {
    self.options = options.clamped
    self.folder = try ScratchFolder(folder, isOwned: !stays)
    self.folder.empty()
    budget = DiskBudget(limit: diskBudget)
    raw = try ScratchFile(self.folder.path(of: ScratchFolder.raw))
    state = Mutex(
      State(
        words: DocumentFrequencies(bits: self.options.wordBits),
        characters: DocumentFrequencies(bits: self.options.characterBits)))
  }

  /// What the finished features are found again by, hexadecimal; empty before.
  package var fingerprint: String { state.withLock { $0.fingerprint } }

  /// By what the finished features are weighed; `nil` before.
  package var weights: AnswerWeights? { state.withLock { $0.weights } }

  /// Makes features for this spill; each worker has its own.
  package func extractor() -> FeatureExtractor { FeatureExtractor(self) }

  /// Appends the raw features of some pairs; from any worker.
  func append(_ chunk: FeatureChunk) throws(WinnowError) {
    guard !chunk.places.isEmpty else { return }
    try budget.take(chunk.bytes.count)
    let start = state.withLock { state in
      let start = state.end
      state.end += chunk.bytes.count
      for var place in chunk.places {
        place.offset += start
        state.places.append(place)
      }
      return start
    }
    try raw.writeAll(chunk.bytes, at: start)
  }

  /// Adds the document frequencies that a worker has counted.
  func merge(_ words: DocumentFrequencies, _ characters: DocumentFrequencies) {
    state.withLock { state in
      state.words.merge(words)
      state.characters.merge(characters)
    }
  }

  /// Weighs the features and writes them in their final order; to be called once, when all extractors have
  /// finished.
  ///
  /// - Returns: rows over mapped files, which are removed when the last of the rows is gone.
  /// - Throws: `disk-budget` or `scratch`.
  /// - Complexity: O(n log n) in pairs and O(n) in terms; memory of a few rows beside the index.
  package func finish() throws(WinnowError) -> PairRows {
    var (places, words, characters) = state.withLock { state in
      defer {
        state.places = []
        state.words = DocumentFrequencies(bits: 1)
        state.characters = DocumentFrequencies(bits: 1)
      }
      return (state.places, state.words, state.characters)
    }
    places.sort { a, b in
      if a.key != b.key { return a.key < b.key }
      return a.fact.id != b.fact.id ? a.fact.id < b.fact.id : a.fact.row < b.fact.row
    }
    let (fingerprint, weights) = try FeatureFinish(self, words, characters).write(places, from: raw)
    state.withLock { state in
      state.fingerprint = "\(fingerprint)"
      state.weights = weights
    }
    folder.remove(ScratchFolder.raw)
    guard let rows = FinishedFeatures.open(folder, fingerprint) else {
      throw WinnowError(
        .scratch, "the finished features cannot be read again: `\(folder.path)`",
        hint: "let no other process write there")
    }
    return rows
  }

  /// The features that an earlier run has finished in `folder` and that stayed there; `nil` if there are none,
  /// or they are of other pairs or options.
  ///
  /// They are taken only within one boot of the machine, since nothing waits for the disk.
  package static func reuse(folder: String, fingerprint: String) -> PairRows? {
    PublicID(hexadecimal: Array(fingerprint.utf8).span).flatMap { id in
      FinishedFeatures.open(ScratchFolder(lookingInto: folder), id)
    }
  }
}
