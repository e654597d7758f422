// swift-tools-version:6.2
import PackageDescription

// Outside the package, so that users do not build it; `Modules` are links to the sources it measures.
let package = Package(
  name: "parquet",
  targets: [
    .systemLibrary(name: "CZlib", path: "Modules/CZlib", pkgConfig: "zlib"),
    .systemLibrary(name: "CZstd", path: "Modules/CZstd", pkgConfig: "libzstd"),
    .systemLibrary(name: "CSnappy", path: "Modules/CSnappy"),
    .systemLibrary(name: "CLz4", path: "Modules/CLz4", pkgConfig: "liblz4"),
    .systemLibrary(name: "CBrotli", path: "Modules/CBrotli", pkgConfig: "libbrotlidec"),
    .target(
      name: "Parquet", dependencies: ["CZlib", "CZstd", "CSnappy", "CLz4", "CBrotli"],
      path: "Modules/Parquet", exclude: ["README.md"]),
    .executableTarget(name: "parquet", dependencies: ["Parquet"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ]
}
