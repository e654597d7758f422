package import Records
import Store

/// A record for tests, in the words of a test: what a format would have read.
package struct RecordFixture: Sendable {
  package var prompt: String
  package var system = ""
  package var responses: [String]
  package var models: [String] = []
  /// First, second (or nil for a single response), winner, annotator.
  package var votes: [(Int32, Int32?, Winner, String)]
  package var strength = 1.0
  package var scores: [(Int32, String, Double)] = []
  package var extra = ""
  package var split = ""

  package init(
    _ prompt: String, _ responses: [String], votes: [(Int32, Int32?, Winner, String)],
    extra: String = "", split: String = ""
  ) {
    self.prompt = prompt
    self.responses = responses
    self.votes = votes
    self.extra = extra
    self.split = split
  }

  /// An explicit pair whose first response was preferred.
  package static func pair(
    _ prompt: String, chosen: String, rejected: String, by annotator: String = "",
    extra: String = ""
  ) -> RecordFixture {
    RecordFixture(
      prompt, [chosen, rejected], votes: [(0, 1, .first, annotator)], extra: extra)
  }
}

extension RecordBatch {
  /// Appends a fixture as record `number`.
  package mutating func append(_ fixture: RecordFixture, number: UInt32) {
    var row = RecordRow(
      number: number, line: UInt64(number), byteOffset: UInt64(number - 1) * 100)
    row.prompt = .text(arena.append(fixture.prompt))
    row.rootUser = row.prompt.slice
    row.rootSystem = arena.append(fixture.system)
    row.extra = arena.append(fixture.extra)
    row.split = arena.append(fixture.split)
    let responses = Int32(self.responses.count)
    for (index, text) in fixture.responses.enumerated() {
      let model = index < fixture.models.count ? arena.append(fixture.models[index]) : .empty
      self.responses.append(ResponseRow(body: .text(arena.append(text)), model: model))
    }
    row.responses = responses..<Int32(self.responses.count)
    let votes = Int32(self.votes.count)
    for (first, second, winner, annotator) in fixture.votes {
      var vote = VoteRow(first: first, second: second ?? -1, winner: winner)
      vote.strength = fixture.strength
      vote.annotator = arena.append(annotator)
      vote.annotatorKind = .human
      self.votes.append(vote)
    }
    row.votes = votes..<Int32(self.votes.count)
    let scores = Int32(self.scores.count)
    for (response, name, value) in fixture.scores {
      self.scores.append(ScoreRow(response: response, name: arena.append(name), value: value))
    }
    row.scores = scores..<Int32(self.scores.count)
    records.append(row)
  }

  /// Appends a record that could not be read.
  package mutating func quarantine(
    _ reason: QuarantineReason, _ detail: String, number: UInt32
  ) {
    var row = RecordRow(
      number: number, line: UInt64(number), byteOffset: UInt64(number - 1) * 100)
    row.quarantine = reason
    row.extra = arena.append(detail)
    records.append(row)
  }
}
