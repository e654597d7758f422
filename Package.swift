// swift-tools-version:6.2
import PackageDescription

// Targets stand in dependency order. Imports point one way (ARCHITECTURE.md, "Layout"); a test holds it.
let package = Package(
  name: "winnow",
  products: [
    .library(name: "Curation", targets: ["Curation"]),
    .executable(name: "winnow", targets: ["winnow"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CSnappy", providers: [.apt(["libsnappy-dev"])]),
    .systemLibrary(name: "CLz4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
    .systemLibrary(
      name: "CBrotli", pkgConfig: "libbrotlidec", providers: [.apt(["libbrotli-dev"])]),
    .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(
      name: "Parquet", dependencies: ["CZlib", "CZstd", "CSnappy", "CLz4", "CBrotli"],
      exclude: ["README.md"]),
    .target(name: "Records"),
    .target(
      name: "Store",
      dependencies: [
        "Records", "CSQLite", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "Endpoints",
      dependencies: [
        "Records", .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
    .target(
      name: "Pipeline",
      dependencies: [
        "Records", "Store", "Endpoints", .product(name: "Yams", package: "Yams"),
      ]),
    .target(name: "Scoring", dependencies: ["Records"]),
    .target(name: "Rules", dependencies: ["Records"]),
    .target(
      name: "Ingest",
      dependencies: [
        "Records", "Store", "Pipeline", "CArchive", "CZlib", "CZstd", "CSimdjson",
      ]),
    .target(
      name: "Filters", dependencies: ["Records", "Store", "Endpoints", "Pipeline", "Scoring"]),
    .target(
      name: "Relabel", dependencies: ["Records", "Store", "Endpoints", "Pipeline", "Scoring"]),
    .target(
      name: "Rubrics",
      dependencies: ["Records", "Store", "Endpoints", "Pipeline", "Scoring", "Rules"]),
    .target(
      name: "Trees", dependencies: ["Records", "Store", "Endpoints", "Pipeline", "Scoring"]),
    .target(
      name: "Export",
      dependencies: ["Records", "Parquet", "Store", "Pipeline", "CZlib", "CZstd"]),
    .target(name: "Synthesis", dependencies: ["Records"]),
    .target(
      name: "Evaluation", dependencies: ["Records", "Store", "Pipeline", "Scoring", "Rules"]),
    .target(
      name: "Curation",
      dependencies: [
        "Records", "Store", "Endpoints", "Pipeline", "Scoring", "Ingest", "Filters", "Relabel",
        "Rubrics", "Trees", "Export", "Synthesis", "Evaluation",
      ]),
    .executableTarget(
      name: "winnow",
      dependencies: [
        "Curation", "Records", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(
      name: "TestSupport",
      dependencies: [
        "Records", "Store", "CZlib", "CZstd", "CArchive",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tests/TestSupport"),
    .executableTarget(
      name: "parquet-rows", dependencies: ["Parquet"], path: "Tests/ParquetRows"),
    .testTarget(name: "ParquetTests", dependencies: ["Parquet"], exclude: ["Fixtures"]),
    .testTarget(
      name: "StoreTests",
      dependencies: ["Records", "Store", "TestSupport"]),
    .testTarget(name: "EndpointsTests", dependencies: ["Records", "Endpoints", "TestSupport"]),
    .testTarget(
      name: "PipelineTests", dependencies: ["Records", "Store", "Pipeline", "TestSupport"]),
    .testTarget(
      name: "IngestTests",
      dependencies: ["Records", "Store", "Pipeline", "Ingest", "CSimdjson", "TestSupport"]),
    .testTarget(name: "ScoringTests", dependencies: ["Records", "Scoring"]),
    .testTarget(name: "RulesTests", dependencies: ["Rules"]),
    .testTarget(
      name: "FiltersTests", dependencies: ["Records", "Store", "Pipeline", "Scoring", "Filters"]),
    .testTarget(
      name: "RelabelTests",
      dependencies: ["Records", "Store", "Pipeline", "Scoring", "Relabel", "TestSupport"]),
    .testTarget(
      name: "RubricsTests",
      dependencies: ["Records", "Store", "Pipeline", "Scoring", "Rules", "Rubrics"]),
    .testTarget(
      name: "TreesTests",
      dependencies: ["Records", "Store", "Pipeline", "Trees", "TestSupport"]),
    .testTarget(
      name: "ExportTests",
      dependencies: [
        "Records", "Parquet", "Store", "Pipeline", "Export", "CZlib", "CZstd", "TestSupport",
      ]),
    .testTarget(name: "SynthesisTests", dependencies: ["Records", "Synthesis"]),
    .testTarget(
      name: "EvaluationTests", dependencies: ["Records", "Store", "Scoring", "Evaluation"]),
    .testTarget(
      name: "CommandLineTests", dependencies: ["Records", "Store", "TestSupport"],
      exclude: ["Snapshots"]),
    .testTarget(
      name: "CurationTests",
      dependencies: ["Records", "Store", "Pipeline", "Curation", "TestSupport"],
      exclude: ["Snapshots"]),
    .testTarget(name: "ContractTests"),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

for target in package.targets where target.type != .system && target.name != "CSimdjson" {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
      .strictMemorySafety(),
    ]
}
