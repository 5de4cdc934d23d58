import ArgumentParser
import AsyncHTTPClient
import NIOSSL
import GRDB
import Hummingbird
import HummingbirdTLS
import X509
import Crypto
import ServiceLifecycle
import Histogram
@main struct Fleetrace: AsyncParsableCommand { mutating func run() async throws {} }
