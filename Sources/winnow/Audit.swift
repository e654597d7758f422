import ArgumentParser
import Curation

struct Audit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell what is wrong with preference data; needs no pipeline.",
    discussion: """
      Reads the files, marks what the filters find, and trains small reward models on them to find the \
      labels that are most likely wrong. Prints counts, records that cannot be read, repeats, \
      contradictions, cues that give the label away, what is known of the share of wrong labels, and the \
      pairs to look at first. Nothing is dropped or changed.

      With -o, a folder is written: report.md, audit.json, the store audit.sqlite (for `winnow why` and \
      `winnow certify`), and rows/, which holds every record in its order with the columns \
      winnow_p_wrong, winnow_ambiguity, winnow_weight (1 - p_wrong; 0 for a repeated record) and \
      winnow_reason. JSON comes back as JSON Lines, CSV as CSV, the bytes of the other members as they \
      were; archives member by member. A record with several comparisons has the values of its first one \
      and winnow_pairs. A record that cannot be read stands there as the text winnow_raw (in CSV in the \
      first column), with the reason.

        winnow audit pairs.jsonl
        winnow audit -o out/audit data/*.jsonl.gz
        winnow audit --mapping votes.yaml -o out/votes votes.csv
      """)

  @Option(
    name: .shortAndLong,
    help: "A folder for report, rows and store; one that an audit wrote is replaced.",
    completion: .directory)
  var out: String?

  @Option(help: "The format of the records; `winnow stages` lists those there are.")
  var format: String?

  @Option(help: "A YAML file that says where prompts, responses and votes stand.")
  var mapping: String?

  @OptionGroup var work: WorkArguments

  @Argument(help: "Files, folders or patterns.") var paths: [String]

  func run() throws {
    try explained {
      let audit = try Curation.audit(
        AuditRequest(paths: paths, out: out, format: format, mapping: mapping), work.resources)
      print(work.json ? audit.json : audit.text)
    }
  }
}
