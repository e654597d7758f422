internal import Export
internal import Foundation
internal import Pipeline
public import Records
internal import Store
internal import Synthesis

/// A synthetic corpus to write.
public struct SynthRequest: Sendable {
  /// Rows.
  public var pairs: Int
  /// The file; `.gz` and `.zst` are compressed, `-` is standard output.
  public var out: String
  /// Any number; other seeds give unrelated corpora.
  public var seed: UInt64
  /// Share of rows whose label is the wrong one, 0 to 1; exactly `round(flip × pairs)` rows.
  public var flip: Double
  /// Share of rows whose responses are equally good, 0 to 1.
  public var ties: Double
  /// Share of rows that judge an earlier row again, 0 to 1.
  public var duplicates: Double
  /// Share of rows that are damaged, 0 to 1.
  public var dirty: Double
  /// 2 to 16.
  public var responsesPerPrompt: Int
  /// 1 to r (r − 1) / 2 for r responses.
  public var pairsPerPrompt: Int
  /// Lists of messages instead of texts.
  public var conversational: Bool

  /// A corpus of `pairs` rows; everything else as the command line has it.
  public init(
    pairs: Int, out: String, seed: UInt64 = 0, flip: Double = 0.2, ties: Double = 0,
    duplicates: Double = 0, dirty: Double = 0, responsesPerPrompt: Int = 2,
    pairsPerPrompt: Int = 1, conversational: Bool = false
  ) {
    self.pairs = pairs
    self.out = out
    self.seed = seed
    self.flip = flip
    self.ties = ties
    self.duplicates = duplicates
    self.dirty = dirty
    self.responsesPerPrompt = responsesPerPrompt
    self.pairsPerPrompt = pairsPerPrompt
    self.conversational = conversational
  }

  fileprivate var options: SyntheticCorpus.Options {
    var options = SyntheticCorpus.Options(pairs: pairs, seed: seed)
    options.flipped = flip
    options.ties = ties
    options.duplicates = duplicates
    options.dirty = dirty
    options.responsesPerPrompt = responsesPerPrompt
    options.pairsPerPrompt = pairsPerPrompt
    options.shape = conversational ? .conversational : .standard
    return options
  }

  fileprivate var compression: Compression {
    if out.hasSuffix(".zst") { return .zstd }
    return out.hasSuffix(".gz") ? .gzip : .none
  }
}

/// What was written, for people and for programs.
public struct SynthSummary: Sendable {
  /// A JSON object: rows, bytes, seconds.
  public let json: String
  /// One line.
  public let text: String
}

extension Curation {
  /// Writes a synthetic corpus; the same options give the same bytes, whatever the number of jobs.
  ///
  /// The file is written under a temporary name and renamed when it is complete.
  ///
  /// - Parameter jobs: threads that work, at least 1.
  /// - Throws: `bad-option`, `disk-full`, `unwritable-file`, `interrupted`.
  public static func synth(
    _ request: SynthRequest, jobs: Int = 1
  ) throws(WinnowError) -> SynthSummary {
    let start = ContinuousClock.now
    let corpus = try SyntheticCorpus(request.options)
    let compression = request.compression
    let file = try SynthFile(request.out)
    var plain = 0
    var rows = 0
    // An empty corpus has one piece, so that a compressed one has a frame.
    let pieces = max(1, (request.pairs + SynthPiece.rows - 1) / SynthPiece.rows)
    do throws(WinnowError) {
      try inOrder(
        0..<pieces, jobs: max(1, jobs),
        worker: { () throws(WinnowError) in try SynthPiece(corpus, compression) },
        work: { (worker, number) throws(WinnowError) in try worker.make(number) },
        consume: { (_, piece) throws(WinnowError) in
          try file.append(piece.bytes)
          plain += piece.plain
          rows = min(rows + SynthPiece.rows, request.pairs)
        })
      try file.finish()
    } catch {
      file.discard()
      // Whoever reads has had enough.
      guard error.code == .closedPipe else { throw error }
    }
    return SynthSummary(
      rows: rows, plain: plain, written: file.written, isPacked: compression != .none,
      seconds: (ContinuousClock.now - start).seconds)
  }
}

extension SynthSummary {
  init(rows: Int, plain: Int, written: Int, isPacked: Bool, seconds: Double) {
    json =
      ConfigValue.object([
        .init("pairs", .int(Int64(rows))), .init("bytes", .int(Int64(plain))),
        .init("bytes_written", .int(Int64(written))), .init("seconds", .double(seconds)),
      ]).indentedJSON
    let rate = Double(plain) / 1e6 / max(seconds, 1e-6)
    let packed = isPacked ? ", \(megabytes(Int64(written))) compressed" : ""
    text =
      "\(grouped(rows)) pairs, \(megabytes(Int64(plain)))\(packed), "
      + String(format: "%.1f s, %.0f MB/s", seconds, rate)
  }
}

/// Makes pieces of a corpus, on one thread.
private final class SynthPiece {
  /// Rows to a piece: about 4.5 MB, a frame that compresses well and can be sought.
  static let rows = 4096

  private let corpus: SyntheticCorpus
  private let isPacked: Bool
  private var compressor: Compressor
  private var bytes: [UInt8] = []

  init(_ corpus: SyntheticCorpus, _ compression: Compression) throws(WinnowError) {
    self.corpus = corpus
    isPacked = compression != .none
    compressor = try Compressor(compression)
  }

  /// A piece as it is written, with its size before compression.
  struct Made: Sendable {
    var bytes: [UInt8]
    var plain: Int
  }

  func make(_ number: Int) throws(WinnowError) -> Made {
    let first = number * Self.rows
    bytes.removeAll(keepingCapacity: true)
    corpus.append(first..<min(first + Self.rows, corpus.options.pairs), to: &bytes)
    guard isPacked else { return Made(bytes: bytes, plain: bytes.count) }
    // `withUnsafeBytes` knows no typed errors.
    let packed = unsafe bytes.withUnsafeBytes { raw in
      Result { () throws(WinnowError) in unsafe try compressor.compress(raw) }
    }
    return Made(bytes: try packed.get(), plain: bytes.count)
  }
}

/// A file that comes into being when it is complete, or standard output.
private final class SynthFile {
  private let path: String
  private let temporary: String
  private var descriptor: Int32
  private(set) var written = 0

  private var isOutput: Bool { path == "-" }

  init(_ path: String) throws(WinnowError) {
    self.path = path
    temporary = path + ".winnow-tmp"
    guard path != "-" else {
      descriptor = 1
      return
    }
    descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path) }
  }

  func append(_ bytes: [UInt8]) throws(WinnowError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Self.failure(path) }
      done += count
    }
    written += bytes.count
  }

  func finish() throws(WinnowError) {
    guard !isOutput else { return }
    // Some file systems tell only now that there was no room.
    let isClosed = close(descriptor) == 0
    descriptor = -1
    guard isClosed, unsafe rename(temporary, path) == 0 else { throw Self.failure(path) }
  }

  /// Leaves nothing behind.
  func discard() {
    guard !isOutput else { return }
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    unsafe unlink(temporary)
  }

  /// What `errno` says about writing at `path`.
  private static func failure(_ path: String) -> WinnowError {
    let code = errno
    let reason = unsafe String(cString: strerror(code))
    if code == EPIPE { return WinnowError(.closedPipe, "nobody reads: `\(path)`") }
    if [ENOSPC, EDQUOT, EFBIG].contains(code) {
      return WinnowError(
        .diskFull, "no room left for the corpus (\(reason)): `\(path)`",
        hint: "what was there before is untouched; free some room or ask for fewer pairs")
    }
    return WinnowError(
      WinnowError.Code("unwritable-file", exitStatus: 2),
      "the file cannot be written (\(reason)): `\(path)`",
      hint: "is the folder there, and may you write in it?")
  }
}

extension WinnowError.Code {
  /// Whoever read our output has closed it.
  fileprivate static let closedPipe = Self("closed-pipe", exitStatus: 0)
}
