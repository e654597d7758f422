internal import Foundation
internal import GRDB
internal import Records

/// Writes rubrics and judgements of a run.
struct RubricWriter {
  let db: Database
  let run: Int64

  func write(_ rubrics: [Rubric]) throws {
    guard !rubrics.isEmpty else { return }
    let rubric = try RawStatement(
      db,
      """
      INSERT INTO rubric(digest, prompt, run, pair, name, version, parent, origin)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """)
    let criterion = try RawStatement(
      db,
      """
      INSERT INTO criterion(rubric, number, kind, text, weight, "check", levels, tags, evidence)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    for own in rubrics {
      rubric.bind(1, own.id)
      rubric.bind(2, own.prompt)
      rubric.bind(3, run)
      if let pair = own.pair { rubric.bind(4, pair) } else { rubric.bindNull(4) }
      rubric.bind(5, own.name)
      rubric.bind(6, Int64(own.version))
      if let parent = own.parent { rubric.bind(7, parent) } else { rubric.bindNull(7) }
      rubric.bind(8, own.origin)
      try rubric.run()
      let row = db.lastInsertedRowID
      for (number, part) in own.criteria.enumerated() {
        criterion.bind(1, row)
        criterion.bind(2, Int64(number))
        criterion.bind(3, part.kind.rawValue)
        criterion.bind(4, part.text)
        criterion.bind(double: part.weight, 5)
        Self.bind(part.check, 6, criterion)
        Self.bind(Self.list(part.levels), 7, criterion)
        Self.bind(Self.list(part.tags), 8, criterion)
        Self.bind(part.evidence, 9, criterion)
        try criterion.run()
      }
    }
  }

  func write(_ judgements: [Judgement]) throws {
    guard !judgements.isEmpty else { return }
    let insert = try RawStatement(
      db,
      """
      INSERT INTO judgement(pair, response, run, rubric, criterion, sample, first, outcome, words)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    for own in judgements {
      switch own.subject {
      case .pair(let row):
        insert.bind(1, row)
        insert.bind(2, 0)
        insert.bind(7, own.bStoodFirst ? 2 : 1)
      case .response(let row):
        insert.bind(1, 0)
        insert.bind(2, row)
        insert.bind(7, 0)
      }
      insert.bind(3, run)
      if let rubric = own.rubric {
        insert.bind(4, rubric)
      } else {
        unsafe insert.bind(blob: UnsafeRawBufferPointer(start: nil, count: 0), 4)
      }
      insert.bind(5, Int64(own.criterion ?? -1))
      insert.bind(6, Int64(own.sample))
      if let outcome = own.outcome, outcome.isFinite {
        insert.bind(double: outcome, 8)
      } else {
        insert.bindNull(8)
      }
      Self.bind(own.words, 9, insert)
      try insert.run()
    }
  }

  private static func bind(_ text: String?, _ index: Int32, _ statement: RawStatement) {
    if let text { statement.bind(index, text) } else { statement.bindNull(index) }
  }

  private static func list(_ texts: [String]) -> String? {
    texts.isEmpty ? nil : "[" + texts.map(JSONText.quoted).joined(separator: ",") + "]"
  }
}
