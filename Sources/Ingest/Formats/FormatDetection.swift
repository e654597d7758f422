package import Records

/// What the first records of a member say of their format.
package struct FormatDetection: Sendable {
  /// A format that more than three quarters of the records look like.
  package struct Candidate: Sendable {
    package var format: FormatEntry
    package var recognition: Recognition
    /// How many records look like it.
    package var count: Int
  }

  /// Records looked at that could be read.
  package private(set) var recordCount = 0
  /// Records that could not be read at all.
  package private(set) var refusedCount = 0
  /// Top-level fields in the order in which they were first seen, and what they hold.
  package private(set) var fields: [(name: String, kind: JSONValue.Kind)] = []
  private var found: [Candidate] = []

  /// Looks at the first records of `reader`, which cannot be used afterwards.
  ///
  /// - Throws: What broke the stream off before any record could be read.
  package static func look(
    at reader: RecordReader, records: Int = 64, maxBytes: Int = 8 << 20,
    among formats: [FormatEntry] = formats
  ) throws(ContainerError) -> FormatDetection {
    var detection = FormatDetection()
    let arena = ByteArena()
    var repairs = RepairCounts()
    var bytes = 0
    do {
      while detection.recordCount + detection.refusedCount < records, bytes < maxBytes,
        let reading = try reader.next(into: arena, repairs: &repairs)
      {
        switch reading.outcome {
        case .refused: detection.refusedCount += 1
        case .record(let record): detection.look(at: record, among: formats)
        }
        bytes += arena.count
        arena.truncate(to: 0)
      }
    } catch {
      if detection.recordCount == 0 { throw error }
    }
    return detection
  }

  private mutating func look(at record: JSONValue, among formats: [FormatEntry]) {
    recordCount += 1
    for (key, value) in record.members where fields.count < 64 {
      let name = record.arena.string(key)
      if let i = fields.firstIndex(where: { $0.name == name }) {
        if fields[i].kind == .null { fields[i].kind = value.kind }
      } else {
        fields.append((name, value.kind))
      }
    }
    for format in formats {
      guard let recognition = format.recognise(record) else { continue }
      if let i = found.firstIndex(where: { $0.format.name == format.name }) {
        found[i].count += 1
        // What holds of all records counts.
        if recognition.strength < found[i].recognition.strength {
          found[i].recognition = recognition
        }
      } else {
        found.append(Candidate(format: format, recognition: recognition, count: 1))
      }
    }
  }

  /// The formats the records may be of: one if it can be told, several that say the same if not.
  package var candidates: [Candidate] {
    let fitting = found.filter { $0.count * 4 > recordCount * 3 }
    let best = fitting.map(\.recognition.strength).max()
    return fitting.filter { $0.recognition.strength == best }
  }
}

// What the person is told.
extension FormatDetection {
  /// The format, and why it was taken: "trl: the first 64 records have `chosen` and `rejected`
  /// texts".
  ///
  /// - Parameters:
  ///   - name: The member, for messages.
  ///   - mark: Where the pipeline names the source.
  /// - Throws: `unknown-format` or `ambiguous-format`.
  package func decide(
    on name: String, mark: SourceMark? = nil
  ) throws(WinnowError) -> (format: FormatEntry, why: String) {
    let candidates = candidates
    guard let first = candidates.first else { throw unknown(name, mark) }
    guard candidates.count == 1 else { throw ambiguous(name, candidates, mark) }
    return (first.format, why(first))
  }

  private func why(_ candidate: Candidate) -> String {
    let share =
      candidate.count == recordCount
      ? recordCount == 1 ? "the first record" : "the first \(recordCount) records"
      : "\(candidate.count) of the first \(recordCount) records"
    let reason = candidate.recognition.reason
    // Reasons are written for several records.
    return recordCount == 1 && reason.hasPrefix("have ")
      ? "\(share) has \(reason.dropFirst(5))" : "\(share) \(reason)"
  }

  private func ambiguous(
    _ name: String, _ candidates: [Candidate], _ mark: SourceMark?
  ) -> WinnowError {
    let reasons = candidates.map { "`\($0.format.name)` since \(why($0))" }
    let words = candidates.map { "`format: \($0.format.name)`" }
    return WinnowError(
      .ambiguousFormat,
      "the records look like \(reasons.joined(separator: ", and like ")): `\(name)`", mark: mark,
      hint: "say which it is: \(words.joined(separator: " or "))")
  }

  private func unknown(_ name: String, _ mark: SourceMark?) -> WinnowError {
    guard recordCount > 0 else {
      let what =
        refusedCount == 0 ? "there are no records" : "none of the first records can be read"
      return WinnowError(
        .unknownFormat, "\(what), so their format cannot be told: `\(name)`", mark: mark,
        hint: "name the format with `format:`, or leave the file out")
    }
    let seen = fields.prefix(16).map { field in
      "`\(field.name.prefix(64))\(field.name.count > 64 ? "…" : "")`"
    }.joined(separator: ", ")
    let more = fields.count > 16 ? " and \(fields.count - 16) more" : ""
    return WinnowError(
      .unknownFormat, "no format fits the records, which have \(seen)\(more): `\(name)`",
      mark: mark,
      hint: "name the format with `format:`, or say what the fields mean:\n\(skeleton)")
  }

  /// A mapping to begin with, made of the fields whose names tell what they are.
  var skeleton: String {
    let prompts = [
      "prompt", "instruction", "question", "query", "input", "context", "conversation",
    ]
    let answers = [
      "response", "answer", "output", "completion", "chosen", "rejected", "result", "candidate",
      "summary", "text",
    ]
    func pointers(_ words: [String]) -> [String] {
      fields.filter { field in
        (field.kind == .string || field.kind == .array || field.kind == .object)
          && field.name.utf8.count <= 64 && words.contains { field.name.lowercased().contains($0) }
      }.map { JSONPointer(key: $0.name).description }
    }
    let prompt = pointers(prompts).first ?? "/…"
    let texts = pointers(answers).filter { $0 != prompt }
    return """
        mapping:
          prompt: \(prompt)
          responses:
            first: \(texts.first ?? "/…")
            second: \(texts.dropFirst().first ?? "/…")
          votes:
            better: first
            worse: second
      """
  }
}

extension WinnowError.Code {
  /// No format fits the records.
  package static let unknownFormat = Self("unknown-format", exitStatus: 2)
  /// Several formats fit the records.
  package static let ambiguousFormat = Self("ambiguous-format", exitStatus: 2)
}
