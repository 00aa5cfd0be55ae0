// SHA-256 of OpenSSL's libcrypto. The functions for this one hash, not EVP: EVP brings every algorithm into the binary, and its
// context is an object to look after, where this one is a value that is copied. OpenSSL 3 marks them deprecated and keeps them.
#ifndef CSHA2_H
#define CSHA2_H

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#endif
