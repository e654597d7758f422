import ArgumentParser
import Curation

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a pipeline: read its sources, judge, export.",
    discussion: """
      What was done before is not done again: a finished run with the same input and options is taken \
      as it is, an interrupted one goes on at its last committed batch.

        winnow run pipelines/quickstart.yaml
        winnow run pipelines/quickstart.yaml --limit 1000 --set store=../out/trial.sqlite
      """)

  @OptionGroup var pipeline: PipelineArguments
  @OptionGroup var work: WorkArguments

  func run() throws {
    try explained {
      let report = try Curation.run(pipeline.request, work.resources)
      print(work.json ? report.json : report.text)
    }
  }
}
