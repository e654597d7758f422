import Evaluation
import Foundation
import Testing

@Suite struct TableTextTests {
  private static let json = """
    {"format": "winnow noise evaluation 1",
     "corpus": {"store": "s.sqlite", "where": "source=a", "folds": "group", "pairs": 100, "groups": 90,
       "digest": "abababababababababab", "state": "", "difficulty": "votes", "exemptGenerators": [],
       "files": []},
     "cells": [],
     "tables": [{"key": "k", "setting": "symmetric", "rate": 0.2, "seeds": 3, "pairs": 100,
       "wrong": 20, "groups": 90,
       "rows": [
         {"name": "winnow", "role": "detector", "measures": {
           "auroc": {"value": 0.7, "low": 0.69, "high": 0.71},
           "ece": {"value": 0.1}, "brier": {"value": 0.2}}},
         {"name": "length", "role": "control", "measures": {"auroc": {"value": 0.6}}},
         {"name": "random", "role": "control", "measures": {}}],
       "gains": [
         {"of": "winnow", "than": "length", "measure": "auroc",
          "gain": {"value": 0.1, "low": 0.09, "high": 0.11}},
         {"of": "winnow", "than": "best control", "measure": "auroc",
          "gain": {"value": 0.1, "low": 0.09, "high": 0.11}}],
       "notes": ["words words words words words words words words words words words words words words \
     words words words words words words words words words words words words words words words"]}]}
    """

  private func file() throws -> EvaluationFile {
    try JSONDecoder().decode(EvaluationFile.self, from: Data(Self.json.utf8))
  }

  @Test func `a table is readable`() throws {
    let lines = EvaluationText(try file()).text.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.count <= 110 })
    #expect(lines.allSatisfy { $0.last != " " })
    #expect(lines.contains { $0 == "symmetric 20 %: 100 pairs, 20 wrong, 90 groups, 3 seeds" })
    #expect(lines.contains { $0.hasPrefix("  winnow") && $0.contains("0.700 [0.690, 0.710]") })
    #expect(
      lines.contains { $0.hasPrefix("· length") && $0.hasSuffix("+0.100 [+0.090, +0.110]") })
    #expect(lines.contains { $0.hasPrefix("· random") && $0.contains("–") })
    #expect(lines.contains("  winnow less best control: +0.100 [+0.090, +0.110]"))
  }

  @Test func `results read back are the same bytes`() throws {
    let bytes = try #require(try file().json)
    let read = try JSONDecoder().decode(EvaluationFile.self, from: bytes)
    #expect(try read == file())
    #expect(read.json == bytes)
  }
}
