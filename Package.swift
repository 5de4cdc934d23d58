// swift-tools-version: 6.2
// One package, four graphs, chosen by the environment:
//   (nothing)           everything: the collector and the command line with their dependencies
//   FLEETRACE_LIGHT=1   Wire, Ftrace, TraceFile and Agent with their tests; no dependency is fetched or built
//   AGENT_EMBEDDED=1    only the board's agent, in Embedded Swift
//   FLEETRACE_VM=1      only the tests on emulated boards, which drive the binaries in dist/
import PackageDescription

let embedded = Context.environment["AGENT_EMBEDDED"] != nil
let onBoards = Context.environment["FLEETRACE_VM"] != nil
let light = embedded || onBoards || Context.environment["FLEETRACE_LIGHT"] != nil
let fuzzing = Context.environment["FLEETRACE_FUZZ"] != nil

/// The modules under a fuzzer are instrumented like the fuzzer itself: without it libFuzzer sees no coverage. Their assertions are on.
let strict: [SwiftSetting] =
    [.treatAllWarnings(as: .error)] + (fuzzing ? [.unsafeFlags(["-sanitize=fuzzer,address", "-assert-config", "Debug"])] : [])

/// What is compiled for the board. In embedded mode whole-module, for size.
let board: [SwiftSetting] =
    embedded
    ? strict + [.enableExperimentalFeature("Embedded"), .unsafeFlags(["-wmo", "-Osize"])]
    : strict

var targets: [Target] = [
    .target(name: "Wire", exclude: ["fleetrace.proto"], swiftSettings: board),
    .target(
        name: "CAgent",
        cSettings: [
            .unsafeFlags(
                ["-Wall", "-Wextra", "-Werror"]
                    + (embedded ? ["-Os", "-ffunction-sections", "-fdata-sections", "-DAGENT_EMBEDDED"] : []))
        ]),
    .target(
        name: "Agent", dependencies: ["Wire", "CAgent"], swiftSettings: board,
        linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto"), .linkedLibrary("zstd"), .linkedLibrary("cares")]),
    .executableTarget(name: "fleetrace-agent", dependencies: ["Agent"], path: "Sources/AgentMain", swiftSettings: board),
]
var products: [Product] = [.executable(name: "fleetrace-agent", targets: ["fleetrace-agent"])]
var dependencies: [Package.Dependency] = []

if !embedded {
    targets += [
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Ftrace", swiftSettings: strict),
        .target(name: "TraceFile", dependencies: ["Ftrace", "CZstd", "CZlib"], swiftSettings: strict),
        .target(name: "FleetAPI", swiftSettings: strict),
        .testTarget(name: "WireTests", dependencies: ["Wire"], swiftSettings: strict),
        .testTarget(name: "FleetAPITests", dependencies: ["FleetAPI"], swiftSettings: strict),
        .testTarget(name: "FtraceTests", dependencies: ["Ftrace"], exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "TraceFileTests", dependencies: ["TraceFile", "Ftrace", "CZlib"], exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(name: "AgentTests", dependencies: ["Agent", "Wire"], exclude: ["Fixtures"], swiftSettings: strict),
    ]
}

if Context.environment["FLEETRACE_BENCH"] != nil {
    targets.append(
        .executableTarget(
            name: "decode-bench", dependencies: ["Ftrace", "TraceFile", "CZstd"], path: "Benchmarks/DecodeBench",
            swiftSettings: strict))
}

if onBoards {
    products = []
    targets = [
        .target(name: "FleetAPI", swiftSettings: strict),
        .testTarget(name: "VMTests", dependencies: ["FleetAPI"], path: "Tests/VMTests", swiftSettings: strict),
    ]
}

if fuzzing {
    let fuzz: [SwiftSetting] = strict + [.unsafeFlags(["-sanitize=fuzzer,address", "-parse-as-library"])]
    targets.append(.target(name: "FuzzDriver", path: "Fuzz/Driver"))
    targets.append(.target(name: "FuzzSupport", dependencies: ["Ftrace"], path: "Fuzz/Support", swiftSettings: strict))
    targets += ["Frame", "Page", "FormatFile", "KernelText", "PrintFormat", "Records", "BTF", "TraceDat"].map {
        .executableTarget(
            name: "Fuzz\($0)", dependencies: ["Wire", "Ftrace", "TraceFile", "FuzzDriver", "FuzzSupport"], path: "Fuzz/\($0)",
            exclude: ["corpus"],
            swiftSettings: fuzz,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])])
    }
}

if !light {
    dependencies = [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift.git", from: "0.2.0"),
    ]
    products.append(.executable(name: "fleetrace", targets: ["fleetrace"]))
    targets += [
        .target(
            name: "Collector",
            dependencies: [
                "Wire", "Ftrace", "FleetAPI", "CZstd",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "fleetrace",
            dependencies: [
                "Collector", "FleetAPI", "Ftrace", "TraceFile",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Sources/Fleetrace", swiftSettings: strict,
            // The toolchain's own linker: the system's warns of what the static Foundation calls.
            linkerSettings: [.unsafeFlags(["-use-ld=lld"])]),
        .testTarget(name: "FleetraceTests", dependencies: ["fleetrace"], swiftSettings: strict),
        .testTarget(
            name: "CollectorTests",
            dependencies: [
                "Collector", "FleetAPI", "Wire",
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ],
            exclude: ["Fixtures"], swiftSettings: strict),
    ]
}

let package = Package(
    name: "fleetrace",
    platforms: [.macOS(.v26)],
    products: products,
    dependencies: dependencies,
    targets: targets,
    swiftLanguageModes: [.v6])
