// swift-tools-version:6.2
import PackageDescription

// Fuzz targets; `run.sh` builds and runs them.
//
// `Modules` is a link to ../Sources: the modules are compiled as part of this package, so that the
// targets see their `package` declarations and every one of their branches is counted.
let package = Package(
  name: "fuzz",
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
  ],
  targets: [
    .systemLibrary(name: "CArchive", path: "Modules/CArchive", pkgConfig: "libarchive"),
    .systemLibrary(name: "CZlib", path: "Modules/CZlib", pkgConfig: "zlib"),
    .systemLibrary(name: "CZstd", path: "Modules/CZstd", pkgConfig: "libzstd"),
    .systemLibrary(name: "CSQLite", path: "Modules/CSQLite", pkgConfig: "sqlite3"),
    .target(
      name: "CSimdjson", path: "Modules/CSimdjson",
      cxxSettings: [.unsafeFlags(["-fsanitize=address,fuzzer-no-link"])],
      linkerSettings: [.linkedLibrary("simdjson")]),
    .systemLibrary(name: "CSnappy", path: "Modules/CSnappy"),
    .systemLibrary(name: "CLz4", path: "Modules/CLz4", pkgConfig: "liblz4"),
    .systemLibrary(name: "CBrotli", path: "Modules/CBrotli", pkgConfig: "libbrotlidec"),
    .target(name: "CLibFuzzer", path: "CLibFuzzer"),
    .target(
      name: "Parquet", dependencies: ["CZlib", "CZstd", "CSnappy", "CLz4", "CBrotli"],
      path: "Modules/Parquet", exclude: ["README.md"]),
    .target(name: "Records", path: "Modules/Records"),
    .target(name: "Scoring", dependencies: ["Records"], path: "Modules/Scoring"),
    .target(
      name: "Store",
      dependencies: [
        "Records", "CSQLite", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      path: "Modules/Store"),
    .target(
      name: "Endpoints",
      dependencies: [
        "Records", .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      path: "Modules/Endpoints"),
    .target(
      name: "Pipeline",
      dependencies: ["Records", "Store", "Endpoints", .product(name: "Yams", package: "Yams")],
      path: "Modules/Pipeline"),
    .target(
      name: "Ingest",
      dependencies: ["Records", "Store", "Pipeline", "CArchive", "CZlib", "CZstd", "CSimdjson"],
      path: "Modules/Ingest"),
    .target(
      name: "Filters", dependencies: ["Records", "Store", "Endpoints", "Pipeline", "Scoring"],
      path: "Modules/Filters"),
    .executableTarget(
      name: "fuzz",
      dependencies: ["CLibFuzzer", "Parquet", "Records", "Pipeline", "Ingest", "Filters"],
      path: "Targets",
      linkerSettings: [.unsafeFlags(["-sanitize=address,fuzzer", "-use-ld=lld"])]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

for target in package.targets where target.type != .system && !target.name.hasPrefix("C") {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    // Optimised, but with `assert`.
    .unsafeFlags(["-sanitize=address,fuzzer", "-assert-config", "Debug"]),
  ]
  // Its target puts files together from the module's own parts.
  if target.name == "Parquet" { target.swiftSettings?.append(.unsafeFlags(["-enable-testing"])) }
}
