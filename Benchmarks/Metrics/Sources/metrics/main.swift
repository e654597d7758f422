// Scores responses against references and prints the time it took, without reading the file.
//
//   metrics GROUPS.jsonl METRIC OUT     each line {"references": […], "responses": […]}
//
// One JSON object on stdout; the scores go to OUT, one a line. METRIC may end in `/each`: then references
// are made ready anew for each response, as the Python packages do.

import Foundation
import Scoring

struct Group: Decodable {
  let references: [String]
  let responses: [String]
}

struct Texts: Sendable {
  let references: [[UInt8]]
  let responses: [[UInt8]]
}

func metric(_ name: String) -> (any ReferenceMetric)? {
  switch name {
  case "bleu": SentenceBLEU()
  case "bleu-intl": SentenceBLEU(BLEUOptions(tokenizer: .international))
  case "bleu-lower": SentenceBLEU(BLEUOptions(lowercase: true))
  case "chrf": CharacterFScore()
  case "chrf++": CharacterFScore(.plusPlus)
  case "rouge1": Rouge(RougeOptions(.grams(1)))
  case "rouge2": Rouge(RougeOptions(.grams(2)))
  case "rougeL": Rouge(RougeOptions(.longest))
  case "rougeLsum": Rouge(RougeOptions(.longestByLine))
  case "rougeL-stem": Rouge(RougeOptions(.longest, stems: true))
  default: nil
  }
}

func score<M: ReferenceMetric>(_ groups: [Texts], _ metric: M, each: Bool) -> [Double] {
  var metric = metric
  var scores: [Double] = []
  for group in groups {
    metric.prepare(group.references)
    for response in group.responses {
      if each { metric.prepare(group.references) }
      scores.append(metric.score(response.span) ?? .nan)
    }
  }
  return scores
}

func run(_ arguments: [String]) throws -> Bool {
  guard arguments.count == 4 else { return false }
  let name = arguments[2].split(separator: "/")
  guard let metric = metric(String(name[0])) else { return false }
  let lines = try Data(contentsOf: URL(fileURLWithPath: arguments[1])).split(separator: 10)
  let decoder = JSONDecoder()
  let groups = try lines.map { line in
    let group = try decoder.decode(Group.self, from: line)
    return Texts(
      references: group.references.map { Array($0.utf8) },
      responses: group.responses.map { Array($0.utf8) })
  }
  let start = clock()
  let scores = score(groups, metric, each: name.count > 1)
  let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
  let text = scores.map { "\($0)\n" }.joined()
  try Data(text.utf8).write(to: URL(fileURLWithPath: arguments[3]))
  print("{\"responses\":\(scores.count),\"seconds\":\(seconds)}")
  return true
}

if try !run(CommandLine.arguments) {
  FileHandle.standardError.write(Data("usage: metrics GROUPS.jsonl METRIC OUT\n".utf8))
  exit(2)
}
