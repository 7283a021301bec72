//! Pixels in, facts out: decoding within limits, reading, finding faces and signatures. The one room with models and C libraries.
