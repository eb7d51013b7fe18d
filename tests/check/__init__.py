"""Tests of the rules of `coursegen check`, with one file for each rule."""
