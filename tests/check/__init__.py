"""Tests of the rules of `coursegen check`, one file for each rule."""
