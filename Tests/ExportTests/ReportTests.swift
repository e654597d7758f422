import Foundation
import Records
import Store
import TestSupport
import Testing

@testable import Export
@testable import Pipeline

/// The whole manifest and dataset card of a small export.
@Suite struct ReportTests {
  private func fixture() throws -> ExportFixture {
    let fixture = try ExportFixture(splits: [("train", 0.5), ("test", 0.5)])
    try fixture.ingest([
      RecordFixture("p1", ["a", "b"], votes: [(0, 1, .first, "")], split: "train"),
      RecordFixture("p2", ["a", "b"], votes: [(0, 1, .tie, "")], split: "test"),
      RecordFixture("p3", ["a", "b"], votes: [(0, 1, .first, "")], split: "extra"),
    ])
    fixture.provenance.sources[0].licences = ["MIT", "CC-BY-4.0"]
    fixture.provenance.sources[0].name = "a|b"
    fixture.provenance.runs = [
      Provenance.RunFact(
        label: "short", stage: "filters.length", digests: [PublicID(high: 1, low: 2)],
        options: #"{"max_chars":400,"note":"a \"b\" ü"}"#, counts: Counts(["in": 3, "kept": 3]))
    ]
    return fixture
  }

  @Test func `the card says what is there and how to load it`() throws {
    let fixture = try fixture()
    try fixture.export("trl.reward", "compression: none, shape: conversational, ids: true")
    #expect(
      try fixture.text("README.md") == #"""
        ---
        license: other
        license_name: "see below"
        pretty_name: "tiny for trl.reward"
        size_categories:
        - n<1K
        tags:
        - preference
        - winnow
        - trl-reward
        configs:
        - config_name: default
          default: true
          data_files:
          - split: "train"
            path: "data/train-*"
          - split: "extra"
            path: "data/extra-*"
        dataset_info:
          features:
          - name: prompt
            list:
            - name: role
              dtype: string
            - name: content
              dtype: string
          - name: chosen
            list:
            - name: role
              dtype: string
            - name: content
              dtype: string
          - name: rejected
            list:
            - name: role
              dtype: string
            - name: content
              dtype: string
          - name: margin
            dtype: float64
          - name: pair_id
            dtype: string
          splits:
          - name: "train"
            num_bytes: 196
            num_examples: 1
          - name: "extra"
            num_bytes: 196
            num_examples: 1
          download_size: 392
          dataset_size: 392
        ---
        # tiny for trl.reward

        Preference data made by winnow with the pipeline `tiny`, for `trl.reward` in conversational shape. `datasets.load_dataset` on this folder gives every split.

        ## Columns

        | column | type | meaning |
        | --- | --- | --- |
        | `prompt` | list of messages | what was asked |
        | `chosen` | list of messages | the preferred response |
        | `rejected` | list of messages | the other response |
        | `margin` | number | agreement of the judges, 0 to 1 |
        | `pair_id` | text | public id of the pair, for `winnow why` |

        ## Splits

        | split | rows | pairs | shards |
        | --- | --- | --- | --- |
        | `train` | 1 | 1 | 1 |
        | `test` | 0 | 0 | 0 |
        | `extra` | 1 | 1 | 1 |

        ## Sources

        | source | licence | files | records |
        | --- | --- | --- | --- |
        | a\|b | MIT, CC-BY-4.0 | 1 | 3 |

        ## How it was made

        | step | stage | counts |
        | --- | --- | --- |
        | short | `filters.length` | in 3, kept 3 |

        Of 3 pairs 2 were written, as 2 rows.

        | not written | pairs | because |
        | --- | --- | --- |
        | `tie` | 1 | neither response is better |

        `winnow-manifest.json` names every source file, run and option with its digest.

        """#)
  }

  @Test func `the manifest names everything by digest, with sorted keys`() throws {
    let fixture = try fixture()
    try fixture.export("trl.dpo", "compression: none")
    let digest = ExportFixture.digest(try fixture.prepare("trl.dpo", "compression: none"))
    #expect(
      try fixture.text("winnow-manifest.json") == #"""
        {
          "columns": [
            "prompt",
            "chosen",
            "rejected"
          ],
          "counts": {
            "in": 3,
            "rows": 2,
            "tie": 1,
            "written": 2
          },
          "digest": "\#(digest)",
          "licences": [
            "CC-BY-4.0",
            "MIT"
          ],
          "options": {
            "compression": "none",
            "container": "jsonl",
            "evidence": false,
            "ids": false,
            "min_probability": 0.7,
            "min_weight": 0.5,
            "response_prefix": "",
            "shape": "auto",
            "shard_bytes": 256000000,
            "shuffle": false,
            "where": "kept"
          },
          "pipeline": "tiny",
          "runs": [
            {
              "counts": {
                "in": 3,
                "kept": 3
              },
              "digests": [
                "00000000000000010000000000000002"
              ],
              "label": "short",
              "options": {
                "max_chars": 400,
                "note": "a \"b\" ü"
              },
              "stage": "filters.length"
            }
          ],
          "seed": "7",
          "shape": "standard",
          "sources": [
            {
              "counts": {
                "records": 3
              },
              "files": [
                {
                  "format": "trl",
                  "name": "corpus.jsonl",
                  "sha256": "0000000000000000000000000000000000000000000000000000000000000000"
                }
              ],
              "licences": [
                "MIT",
                "CC-BY-4.0"
              ],
              "name": "a|b"
            }
          ],
          "splits": {
            "extra": {
              "counts": {
                "in": 1,
                "rows": 1,
                "written": 1
              },
              "rows": 1,
              "shards": [
                {
                  "bytes": 44,
                  "expanded_bytes": 44,
                  "path": "data/extra-00000-of-00001.jsonl",
                  "rows": 1,
                  "sha256": "7bc3b55a2ad4cc99615288df15ede4246271ef4c76393e8227c204dd8575df90"
                }
              ]
            },
            "test": {
              "counts": {
                "in": 1,
                "rows": 0,
                "tie": 1,
                "written": 0
              },
              "rows": 0,
              "shards": []
            },
            "train": {
              "counts": {
                "in": 1,
                "rows": 1,
                "written": 1
              },
              "rows": 1,
              "shards": [
                {
                  "bytes": 44,
                  "expanded_bytes": 44,
                  "path": "data/train-00000-of-00001.jsonl",
                  "rows": 1,
                  "sha256": "e079c96246ec3e16c003bdcd98915991bb208caecc97fe2a91f9445f9eaaa48a"
                }
              ]
            }
          },
          "trainer": "trl.dpo",
          "winnow_manifest": 1
        }

        """#)
  }

  @Test(arguments: [
    ([String](), "license: unknown"), (["MIT"], "license: mit"),
    (["Apache-2.0"], "license: apache-2.0"),
    (["Own: \"x\""], "license: other\nlicense_name: \"Own: \\\"x\\\"\""),
    (["MIT", "GPL-3.0"], "license: other\nlicense_name: \"see below\""),
  ])
  func `the licence is one the hub knows, or other`(licences: [String], expected: String) throws {
    let fixture = try fixture()
    fixture.provenance.sources[0].licences = licences
    try fixture.export("trl.sft")
    #expect(try fixture.text("README.md").hasPrefix("---\n\(expected)\npretty_name:"))
  }

  @Test func `the card warns of what a trainer may trip over`() throws {
    let fixture = try fixture()
    try fixture.export("trl.kto")
    let card = try fixture.text("README.md")
    #expect(card.contains("\n\nTRL joins prompt and response as they stand"))
    #expect(card.contains("\n\nA pair says which of two responses is better, not which is good"))
    try fixture.export("trl.dpo", "response_prefix: ' '")
    #expect(!(try fixture.text("README.md")).contains("TRL joins"))
  }

  @Test func `an export without rows has no folder, for datasets would load none`() throws {
    let fixture = try fixture()
    try fixture.export("trl.dpo")
    fixture.selection.labels = []
    let counts = try fixture.export("trl.dpo")
    #expect(counts["rows"] == 0)
    #expect(counts["in"] == counts["undecided"])
    #expect(!FileManager.default.fileExists(atPath: fixture.folder.file("out")))
    #expect(try fixture.strays() == [])
    let prepared = try fixture.prepare("trl.dpo")
    #expect(prepared.isIntact(ExportFixture.digest(prepared), counts))
    fixture.selection.labels = [2]
    try fixture.export("trl.dpo")
    #expect(!prepared.isIntact(ExportFixture.digest(prepared), counts))
  }
}
