import ArgumentParser
import Curation

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a pipeline: read its sources, judge, export.",
    discussion: """
      What was done before is not done again: a finished run with the same input and options is taken \
      as it is, an interrupted one goes on at its last committed batch.

      An export without a row leaves no folder, for nothing could load it; what an earlier run wrote \
      there is removed. If the sources hold pairs, the run then ends with 1 and says on standard error \
      what removed them.

        winnow run pipelines/quickstart.yaml
        winnow run pipelines/quickstart.yaml --limit 1000 --set store=../out/trial.sqlite
      """)

  @OptionGroup var pipeline: PipelineArguments
  @OptionGroup var work: WorkArguments

  func run() throws {
    try explained {
      let report = try Curation.run(pipeline.request, work.resources)
      try work.show(report)
    }
  }
}
